package io.omniedge.transport.acl;

import io.omniedge.gateway.api.flow.FlowClass;
import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.FlowDecision.Access;
import io.omniedge.gateway.api.flow.FlowDescriptor;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.flow.TrafficClass;
import io.omniedge.transport.session.Drop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A gate with a judge whose thread is that of the test: it answers when the test says so. */
final class Court implements FlowJudge {
  static final FlowDecision DENIED = new FlowDecision(Access.DENIED, "no", Optional.empty());
  static final FlowDecision UNDECIDED = new FlowDecision(Access.UNDECIDED, "", Optional.empty());

  final Gate gate;
  final FlowQuestions questions;
  final List<FlowDescriptor> asked = new ArrayList<>();

  /** What was let go by {@link #answer}, and why what was refused. */
  final List<byte[]> released = new ArrayList<>();

  final List<Drop> refused = new ArrayList<>();
  boolean validates = true;
  long generation = 1;

  Court() {
    this(new Gate());
  }

  Court(Gate gate) {
    this.gate = gate;
    this.questions = gate.access.questions();
    gate.access.judge(this);
  }

  static FlowDecision of(TrafficClass trafficClass, int dscp) {
    return new FlowDecision(Access.ALLOWED, "", Optional.of(new FlowClass(trafficClass, dscp)));
  }

  @Override
  public boolean validates() {
    return validates;
  }

  @Override
  public long generation() {
    return generation;
  }

  @Override
  public FlowDecision decide(FlowDescriptor flow) {
    throw new UnsupportedOperationException("the test decides");
  }

  /** As the inbound thread does: what passes, why it does not, and whether it waits. */
  @Nullable Drop receive(byte[] packet) {
    return settle(gate.in, gate.receive(packet), packet);
  }

  @Nullable Drop send(byte[] packet) {
    return settle(gate.out, gate.send(packet), packet);
  }

  private @Nullable Drop settle(PacketFilter filter, @Nullable Drop first, byte[] packet) {
    Drop refusal = first;
    while (refusal == Drop.POLICY_NO_ROOM) {
      switch (gate.hold(filter, packet.length)) {
        case HELD -> {
          return null;
        }
        case NO_ROOM -> {
          return refusal;
        }
        case DECIDED -> refusal = filter.checkAgain(gate.now);
      }
    }
    return refusal;
  }

  /** Answers the oldest question as the judge's thread does. */
  void answer(FlowDecision decision) {
    FlowQuestion question = java.util.Objects.requireNonNull(questions.oldest());
    asked.add(question.descriptor("omni0", "peer"));
    FlowOutcome outcome = FlowQuestions.outcome(question, decision);
    letGo(question, outcome);
    if (!questions.conclude(question, outcome)) {
      throw new AssertionError("packets wait still");
    }
  }

  void letGo(FlowQuestion question, FlowOutcome outcome) {
    byte[] copy = new byte[65535];
    int length;
    while ((length = questions.take(question, copy)) > 0) {
      Drop refusal = outcome.refusal();
      if (refusal == null) {
        released.add(Arrays.copyOf(copy, length));
      } else {
        refused.add(refusal);
      }
    }
  }

  /** The judge wants to be asked again. */
  void nextGeneration() {
    generation++;
    gate.access.lookAtJudge();
  }
}
