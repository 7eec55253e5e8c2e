package io.omniedge.gateway.console.session;

import io.omniedge.gateway.console.users.Role;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Who is signed in. In memory only: a restart signs everybody out. Bounded: the one longest unused
 * makes room for a new one. Thread-safe; time is a parameter.
 */
public final class Sessions {
  /** However busy: a browser left open over a week end is nobody's way in. */
  private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(12);

  /** Of who is no user of this gateway: a working day. */
  public static final long LONGEST_VOUCHED_NANOS = TimeUnit.HOURS.toNanos(8);

  private static final int MOST = 100;

  /** Of one user, so that nobody signs others out by signing in again and again. */
  private static final int MOST_OF_USER = 20;

  /** Of all of them together, so that no plugin crowds users out by making up names. */
  static final int MOST_VOUCHED = 20;

  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random;
  // In the order of their last use.
  private final LinkedHashMap<String, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  public Sessions(SecureRandom random) {
    this.random = random;
  }

  /** Signs in, and answers the token that the browser keeps in a cookie. */
  public synchronized String open(String user, Role role, long nowNanos) {
    String token = token();
    sessions.put(token, new Session(user, role, token(), null, nowNanos, LONGEST_NANOS));
    removeOldest(
        session -> session.voucher().isEmpty() && session.user().equals(user), MOST_OF_USER);
    removeOldest(session -> true, MOST);
    return token;
  }

  /** Signs in somebody whom others vouch for, to look; answers the token as {@link #open}. */
  public synchronized String openVouched(String name, Voucher voucher, long nowNanos) {
    String token = token();
    sessions.put(
        token, new Session(name, Role.VIEWER, token(), voucher, nowNanos, LONGEST_VOUCHED_NANOS));
    removeOldest(session -> session.voucher().isPresent(), MOST_VOUCHED);
    removeOldest(session -> true, MOST);
    return token;
  }

  private void removeOldest(Predicate<Session> ones, int most) {
    long surplus = sessions.values().stream().filter(ones).count() - most;
    Iterator<Session> all = sessions.values().iterator();
    while (surplus > 0) {
      if (ones.test(all.next())) {
        all.remove();
        surplus--;
      }
    }
  }

  /** The session of a token, if it is one that was used within this time. */
  public synchronized Optional<Session> find(String token, long nowNanos, long idleNanos) {
    Session session = sessions.get(token);
    if (session == null) {
      return Optional.empty();
    }
    if (isOver(session, nowNanos, idleNanos)) {
      sessions.remove(token);
      return Optional.empty();
    }
    return Optional.of(session);
  }

  private static boolean isOver(Session session, long nowNanos, long idleNanos) {
    return nowNanos - session.usedNanos > idleNanos || nowNanos - session.untilNanos > 0;
  }

  /** Where those are whom others vouch for; what is over is forgotten. */
  public synchronized Set<InetAddress> vouchedAddresses(long nowNanos, long idleNanos) {
    Set<InetAddress> addresses = new HashSet<>();
    sessions
        .values()
        .removeIf(session -> session.voucher().isPresent() && isOver(session, nowNanos, idleNanos));
    for (Session session : sessions.values()) {
      session.voucher().ifPresent(voucher -> addresses.add(voucher.address()));
    }
    return addresses;
  }

  /** Those whom others vouch for. */
  public synchronized List<Session> vouched() {
    return sessions.values().stream().filter(session -> session.voucher().isPresent()).toList();
  }

  /** Whether who vouches for somebody said so within this time. */
  public synchronized boolean isConfirmed(Session session, long nowNanos, long withinNanos) {
    return nowNanos - session.confirmedNanos < withinNanos;
  }

  /** Who vouches for somebody has done so again. */
  public synchronized void confirmed(Session session, long nowNanos) {
    session.confirmedNanos = nowNanos;
  }

  /** Signs out, whatever its token is. */
  public synchronized void end(Session session) {
    sessions.values().removeIf(one -> one == session);
  }

  /** A person did something: the time until sign-out begins anew. */
  public synchronized void used(Session session, long nowNanos) {
    session.usedNanos = nowNanos;
  }

  /** Signs out. */
  public synchronized void close(String token) {
    sessions.remove(token);
  }

  /** Signs a user out everywhere but here: their password has changed, or they are one no more. */
  public synchronized void closeAllOf(String user, String exceptToken) {
    sessions
        .entrySet()
        .removeIf(
            entry ->
                entry.getValue().voucher().isEmpty()
                    && entry.getValue().user().equals(user)
                    && !entry.getKey().equals(exceptToken));
  }

  /** How many there are, ended ones among them. */
  synchronized int size() {
    return sessions.size();
  }

  private String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
