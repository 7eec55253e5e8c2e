package io.omniedge.bench;

import io.omniedge.gateway.api.flow.FlowClass;
import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.FlowDecision.Access;
import io.omniedge.gateway.api.flow.FlowDescriptor;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.flow.TrafficClass;
import java.util.Optional;

/** Answers at once: a flow whose first packet has DSCP 46 is urgent, all are allowed. */
final class ClassJudge implements FlowJudge {
  private static final int EXPEDITED_FORWARDING = 46;

  static final FlowDecision URGENT =
      new FlowDecision(
          Access.ALLOWED,
          "",
          Optional.of(
              new FlowClass(TrafficClass.ULTRA_RELIABLE_LOW_LATENCY, EXPEDITED_FORWARDING)));

  private final boolean validates;

  /**
   * @param validates whether new flows wait for the answer
   */
  ClassJudge(boolean validates) {
    this.validates = validates;
  }

  @Override
  public boolean validates() {
    return validates;
  }

  @Override
  public long generation() {
    return 1;
  }

  @Override
  public FlowDecision decide(FlowDescriptor flow) {
    return flow.dscp() == EXPEDITED_FORWARDING ? URGENT : FlowDecision.ALLOWED;
  }
}
