package io.omniedge.gateway.api.flow;

import java.util.Optional;

/**
 * What was decided about a flow. Immutable.
 *
 * @param access whether it may be
 * @param reason of a refusal, for the log; else empty
 * @param flowClass how its packets are treated; nothing leaves it as it is
 */
public record FlowDecision(Access access, String reason, Optional<FlowClass> flowClass) {
  /** Whether a flow may be. */
  public enum Access {
    /** It may, as far as this judge is concerned: no rule is widened by it. */
    ALLOWED,
    /** It may not; a flow that is under way ends. */
    DENIED,
    /** Nobody could say: a new flow is refused, one that is under way goes on. */
    UNDECIDED
  }

  /** Allowed and treated as it is. */
  public static final FlowDecision ALLOWED = new FlowDecision(Access.ALLOWED, "", Optional.empty());
}
