package io.omniedge.transport.acl;

import io.omniedge.gateway.api.flow.FlowClass;
import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.TrafficClass;
import io.omniedge.transport.session.Drop;
import org.jspecify.annotations.Nullable;

/**
 * The word of a place in the {@link FlowTable} that tells what the judge said of its flow.
 *
 * <pre>
 *   63        42 41        20 19  14 13   12 11        3 2     1       0
 *   incarnation | generation | DSCP | class |           | said | pending
 * </pre>
 *
 * <p>The incarnation is that of the control word: a decision about a flow that is gone finds
 * another one there, and fails. The generation is that of the judge when it was asked last; 0 for
 * never. While the flow is pending, what was said before holds.
 */
final class Verdict {
  static final long PENDING = 1;
  static final long SAID_MASK = 3 << 1;
  static final long NOTHING = 0;
  static final long ALLOWED = 1 << 1;
  static final long DENIED = 2 << 1;

  /** Denied by its class: nobody is told. */
  static final long DROPPED = 3 << 1;

  private static final int MARKING_SHIFT = 12;
  private static final long MARKING_MASK = 0xffL << MARKING_SHIFT;
  private static final long GENERATION_MASK = FlowTable.GENERATION_MASK;

  private Verdict() {}

  /** A generation in its place, for {@link #isOf}; 0 is none. */
  static long generation(int generation) {
    return (long) generation << FlowTable.GENERATION_SHIFT & GENERATION_MASK;
  }

  /** Whether the judge was asked in this generation. */
  static boolean isOf(long word, long generation) {
    return (word & GENERATION_MASK) == generation;
  }

  static boolean isPending(long word) {
    return (word & PENDING) != 0;
  }

  static long said(long word) {
    return word & SAID_MASK;
  }

  /** Class and DSCP as one number, see {@link Marking}. */
  static int marking(long word) {
    return (int) ((word & MARKING_MASK) >>> MARKING_SHIFT);
  }

  /** Why packets of the flow must not pass; null if they may, or if nothing was said yet. */
  static @Nullable Drop refusal(long word) {
    long said = said(word);
    if (said == DENIED) {
      return Drop.POLICY_REFUSED;
    }
    return said == DROPPED ? Drop.POLICY_CLASS_DROPPED : null;
  }

  /** As before the judge was asked, and never was. */
  static long unasked(long word) {
    return word & ~(GENERATION_MASK | PENDING);
  }

  /** The judge is being asked; what was said before holds. */
  static long asked(long word, long generation) {
    return (word & ~GENERATION_MASK) | generation | PENDING;
  }

  /**
   * The judge has answered the question that {@link #asked} put.
   *
   * @param validated whether packets of the flow were waiting for this
   */
  static long answered(long word, FlowDecision decision, boolean validated) {
    long before = word & ~PENDING;
    return switch (decision.access()) {
      case ALLOWED -> allowed(before, decision);
      case DENIED -> (before & ~SAID_MASK) | DENIED;
      case UNDECIDED -> said(before) != NOTHING ? before : before | (validated ? DENIED : ALLOWED);
    };
  }

  private static long allowed(long before, FlowDecision decision) {
    long word = (before & ~SAID_MASK) | ALLOWED;
    if (decision.flowClass().isEmpty()) {
      return word;
    }
    FlowClass given = decision.flowClass().get();
    if (given.trafficClass() == TrafficClass.DROP) {
      return word | DROPPED;
    }
    return (word & ~MARKING_MASK) | (long) Marking.of(given) << MARKING_SHIFT;
  }
}
