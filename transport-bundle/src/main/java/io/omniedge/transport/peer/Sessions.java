package io.omniedge.transport.peer;

import io.omniedge.transport.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The three sessions of a peer. Immutable; a step of their rotation makes another value:
 *
 * <pre>
 *   we initiated:     previous ◄─ current (or next, if there is one) ;  current ◄─ new
 *   we responded:     previous ◄─ none ;                                next ◄─ new
 *   next confirmed:   previous ◄─ current ;  current ◄─ next ;          next ◄─ none
 * </pre>
 *
 * A responder does not send with a session until the first packet on it proves that the initiator
 * has the keys [WG 5.1]: until then it is next.
 *
 * @param previous for packets still on their way
 * @param current to send with
 * @param next waits for its confirmation
 */
record Sessions(@Nullable Session previous, @Nullable Session current, @Nullable Session next) {
  static final Sessions NONE = new Sessions(null, null, null);

  Sessions derivedAsInitiator(Session fresh) {
    return new Sessions(next != null ? next : current, fresh, null);
  }

  Sessions derivedAsResponder(Session fresh) {
    return new Sessions(null, current, fresh);
  }

  Sessions confirmed(Session session) {
    return session.equals(next) ? new Sessions(current, session, null) : this;
  }

  boolean contains(Session session) {
    return session.equals(previous) || session.equals(current) || session.equals(next);
  }
}
