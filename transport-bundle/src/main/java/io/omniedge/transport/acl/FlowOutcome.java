package io.omniedge.transport.acl;

import io.omniedge.transport.session.Drop;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the packets of a flow. Immutable.
 *
 * @param word the verdict to be written
 * @param forget to keep no verdict: who tries again is asked about again
 */
public record FlowOutcome(long word, boolean forget) {
  /** Why they must not pass; null if they may. */
  public @Nullable Drop refusal() {
    return Verdict.refusal(word);
  }

  /** How they are sent, see {@link Marking}. */
  public int marking() {
    return Verdict.marking(word);
  }
}
