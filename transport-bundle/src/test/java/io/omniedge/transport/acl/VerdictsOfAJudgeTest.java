package io.omniedge.transport.acl;

import static io.omniedge.transport.acl.Court.DENIED;
import static io.omniedge.transport.acl.Court.UNDECIDED;
import static io.omniedge.transport.acl.Gate.HERE;
import static io.omniedge.transport.acl.Gate.THERE;
import static io.omniedge.transport.acl.Gate.rule;
import static io.omniedge.transport.acl.InnerPacket.ACK;
import static io.omniedge.transport.acl.InnerPacket.SYN;
import static io.omniedge.transport.acl.InnerPacket.tcp;
import static io.omniedge.transport.acl.InnerPacket.udp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.TrafficClass;
import io.omniedge.transport.session.Drop;
import io.omniedge.tun.NativeBuffer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a judge's decisions do to packets, and what holds while there is none. */
class VerdictsOfAJudgeTest {
  private static final byte[] FIRST = udp(HERE, 5, THERE, 80, 100);
  private static final byte[] SECOND = udp(HERE, 5, THERE, 80, 200);
  private static final byte[] ANSWER = udp(THERE, 80, HERE, 5, 10);

  private final Court court = new Court();

  @Test
  void holdsTheFirstPacketsUntilTheyAreAllowedAndKeepsTheirOrder() {
    assertNull(court.send(FIRST));
    assertNull(court.send(SECOND));
    assertNull(court.receive(ANSWER));
    assertEquals(3, court.questions.heldPackets());
    court.answer(FlowDecision.ALLOWED);
    assertEquals(3, court.released.size());
    assertArrayEquals(FIRST, court.released.get(0));
    assertArrayEquals(SECOND, court.released.get(1));
    assertArrayEquals(ANSWER, court.released.get(2));
    assertEquals(1, court.asked.size(), "a flow is asked about once");
    assertNull(court.send(FIRST));
    assertEquals(0, court.questions.heldPackets(), "known flows do not wait");
  }

  @Test
  void refusesTheHeldPacketsAndAllLaterOnesOfADeniedFlow() {
    court.send(FIRST);
    court.answer(DENIED);
    assertEquals(List.of(Drop.POLICY_REFUSED), court.refused);
    assertEquals(Drop.POLICY_REFUSED, court.send(SECOND));
    assertTrue(court.gate.answerToLocalSender().length > 0, "the sender is told");
    assertEquals(Drop.POLICY_REFUSED, court.receive(ANSWER));
    assertNull(court.send(udp(HERE, 6, THERE, 80)), "another flow is another question");
  }

  @Test
  void dropsAClassThatIsNotCarriedWithoutAWord() {
    court.send(FIRST);
    court.answer(Court.of(TrafficClass.DROP, 0));
    assertEquals(Drop.POLICY_CLASS_DROPPED, court.send(SECOND));
    assertEquals(0, court.gate.answerToLocalSender().length);
  }

  @Test
  void tellsTheJudgeWhoOpenedTheFlow() {
    byte[] packet = udp(THERE, 4711, HERE, 53, 30);
    packet[1] = (byte) (46 << 2);
    court.receive(packet);
    court.answer(FlowDecision.ALLOWED);
    var flow = court.asked.get(0);
    assertFalse(flow.outbound());
    assertEquals(THERE, flow.source().getHostAddress());
    assertEquals(HERE, flow.destination().getHostAddress());
    assertEquals(4711, flow.sourcePort());
    assertEquals(53, flow.destinationPort());
    assertEquals(17, flow.protocol());
    assertEquals(46, flow.dscp());
    assertEquals(packet.length, flow.length());

    // Asked again by a packet of the other end, it is still the same flow.
    court.nextGeneration();
    assertNull(court.send(udp(HERE, 53, THERE, 4711)));
    court.answer(FlowDecision.ALLOWED);
    var again = court.asked.get(1);
    assertFalse(again.outbound());
    assertEquals(4711, again.sourcePort());
    assertEquals(HERE, again.destination().getHostAddress());
  }

  @Test
  void marksThePacketsOfAClass() {
    court.validates = false;
    court.gate.access.lookAtJudge();
    assertNull(court.send(FIRST));
    assertEquals(Marking.NONE, court.gate.out.marking(), "carried while the judge is asked");
    assertEquals(0, court.questions.heldPackets());
    court.answer(Court.of(TrafficClass.ULTRA_RELIABLE_LOW_LATENCY, 46));
    assertNull(court.send(FIRST));
    assertTrue(Marking.isUrgent(court.gate.out.marking()));
    assertEquals(46, Marking.dscp(court.gate.out.marking()));
    // Nothing said of the class leaves it.
    court.nextGeneration();
    assertNull(court.send(FIRST));
    court.answer(FlowDecision.ALLOWED);
    assertNull(court.send(FIRST));
    assertEquals(46, Marking.dscp(court.gate.out.marking()));
    court.nextGeneration();
    assertNull(court.send(FIRST));
    court.answer(Court.of(TrafficClass.BACKGROUND, 1));
    assertNull(court.send(FIRST));
    assertTrue(Marking.isBackground(court.gate.out.marking()));
    assertNull(court.send(udp(HERE, 9, THERE, 9)));
    assertEquals(Marking.NONE, court.gate.out.marking(), "no flow inherits another's");
  }

  @Test
  void keepsTheLastDecisionWhileItAsksAgain() {
    court.send(FIRST);
    court.answer(FlowDecision.ALLOWED);
    court.send(udp(HERE, 6, THERE, 80));
    court.answer(DENIED);
    court.nextGeneration();
    assertNull(court.send(FIRST));
    assertEquals(Drop.POLICY_REFUSED, court.send(udp(HERE, 6, THERE, 80)));
    assertNull(court.send(FIRST));
    assertEquals(0, court.questions.heldPackets());
    court.answer(DENIED);
    court.answer(FlowDecision.ALLOWED);
    assertNull(court.questions.oldest(), "each was asked about once");
    assertEquals(Drop.POLICY_REFUSED, court.send(FIRST), "a flow that is under way ends");
    assertNull(court.send(udp(HERE, 6, THERE, 80)));
  }

  @Test
  void refusesANewFlowAndLetsAnEstablishedOneGoOnWhenNobodyCanSay() {
    court.send(FIRST);
    court.answer(FlowDecision.ALLOWED);
    court.nextGeneration();
    assertNull(court.send(FIRST));
    court.answer(UNDECIDED);
    assertNull(court.send(SECOND));

    byte[] fresh = udp(HERE, 7, THERE, 80);
    court.send(fresh);
    court.answer(UNDECIDED);
    assertEquals(List.of(Drop.POLICY_REFUSED), court.refused);
    // Who tries again is asked about again: an outage of the judge leaves nothing behind.
    assertNull(court.send(fresh));
    court.answer(FlowDecision.ALLOWED);
    assertNull(court.send(fresh));
    assertEquals(0, court.questions.heldPackets());
  }

  @Test
  void carriesAFlowOnThatWasNeverDecidedAboutWithoutValidation() {
    court.validates = false;
    court.gate.access.lookAtJudge();
    assertNull(court.send(FIRST));
    court.answer(UNDECIDED);
    assertNull(court.send(FIRST));
    assertNull(court.questions.oldest(), "and nobody is asked for each packet");
  }

  @Test
  void asksOnlyAboutWhatTheRulesAllow() {
    court.gate.enforce(rule(HERE + "/32", THERE + "/32", 17));
    assertEquals(Drop.ACL_REFUSED, court.send(tcp(HERE, 1, THERE, 2, SYN)));
    assertNull(court.questions.oldest());
    assertNull(court.send(FIRST));
    court.answer(FlowDecision.ALLOWED);
    // An allowed flow ends with the rule that let it in, whatever the judge said.
    court.gate.enforce(rule(HERE + "/32", THERE + "/32", 6));
    assertEquals(Drop.ACL_REFUSED, court.send(FIRST));
  }

  @Test
  void carriesKnownFlowsOfBeforeTheJudgeWhileItIsAskedAboutThem() {
    Gate gate = new Gate().enforce(rule("0.0.0.0/0", "0.0.0.0/0", 0));
    assertNull(gate.send(FIRST));
    Court late = new Court(gate);
    assertNull(late.send(SECOND));
    assertEquals(0, late.questions.heldPackets(), "it is established");
    late.answer(UNDECIDED);
    assertNull(late.send(SECOND));
  }

  @Test
  void isAsBeforeWhenTheJudgeIsGone() {
    court.send(FIRST);
    court.answer(DENIED);
    court.gate.access.judge(null);
    assertNull(court.send(FIRST));
    assertEquals(0, court.gate.access.flowCount(), "nothing is remembered without rules");
    court.gate.access.judge(court);
    court.send(FIRST);
    assertNotNull(court.questions.oldest(), "another judge is asked anew");
  }

  /** The decision of a flow must not fall on one that has taken its place. */
  @Test
  void neverGivesADecisionToAnotherFlowInTheSamePlace() {
    Court small = new Court(new Gate(FlowTable.WAYS));
    for (int port = 1; port <= FlowTable.WAYS + 1; port++) {
      // Unanswered flows make room: the last one takes the place of the first.
      small.gate.pass(1);
      assertNull(small.send(tcp(HERE, port, THERE, 80, SYN)));
    }
    small.answer(DENIED);
    assertEquals(1, small.asked.get(0).sourcePort());
    assertEquals(List.of(Drop.POLICY_REFUSED), small.refused, "its own packet");
    for (int port = 2; port <= FlowTable.WAYS + 1; port++) {
      assertNull(small.send(tcp(HERE, port, THERE, 80, ACK)), "port " + port + " waits still");
    }
  }

  @Test
  void saysWhenThereIsNoRoomToWait() {
    int held = 0;
    while (held < 1000 && court.send(FIRST) == null) {
      held++;
    }
    assertEquals(HeldPackets.PACKETS, held);
    assertEquals(Drop.POLICY_NO_ROOM, court.send(FIRST));
    court.answer(FlowDecision.ALLOWED);
    assertEquals(HeldPackets.PACKETS, court.released.size());
    assertNull(court.send(FIRST));
  }

  @Test
  void dropsNewFlowsAndCarriesKnownOnesWhileTooManyQuestionsWait() {
    court.send(FIRST);
    court.answer(FlowDecision.ALLOWED);
    int port = 1000;
    for (int i = 0; i < HeldPackets.PACKETS; i++) {
      assertNull(court.send(udp(HERE, port++, THERE, 80)));
    }
    for (int i = 0; i < FlowQuestions.QUESTIONS; i++) {
      assertEquals(Drop.POLICY_NO_ROOM, court.send(udp(HERE, port++, THERE, 80)));
    }
    court.nextGeneration();
    assertNull(court.send(FIRST), "its last decision holds although it cannot be asked about");
    for (int i = 0; i < FlowQuestions.QUESTIONS; i++) {
      court.answer(FlowDecision.ALLOWED);
    }
    assertNull(court.questions.oldest());
    assertNull(court.send(FIRST));
    assertNotNull(court.questions.oldest(), "now it is");
  }

  @Test
  void carriesNewFlowsUnaskedWithoutValidationWhileTooManyQuestionsWait() {
    court.validates = false;
    court.gate.access.lookAtJudge();
    for (int port = 0; port < 2 * FlowQuestions.QUESTIONS; port++) {
      assertNull(court.send(udp(HERE, port, THERE, 80)));
    }
  }

  @Test
  void waitsForAPacketThatCameWhileTheAnswerWasBeingCarriedOut() {
    court.send(FIRST);
    FlowQuestion question = assertNotNullQuestion();
    FlowOutcome outcome = FlowQuestions.outcome(question, FlowDecision.ALLOWED);
    court.letGo(question, outcome);
    assertNull(court.send(SECOND), "it waits behind the first, which may not be sent yet");
    assertFalse(court.questions.conclude(question, outcome));
    court.letGo(question, outcome);
    assertTrue(court.questions.conclude(question, outcome));
    assertEquals(2, court.released.size());
  }

  private FlowQuestion assertNotNullQuestion() {
    return Objects.requireNonNull(court.questions.oldest());
  }

  @Test
  void asksAnewWhatNobodyWillAnswer() {
    court.send(FIRST);
    assertEquals(1, court.questions.abandon());
    assertNull(court.questions.oldest());
    assertNull(court.send(FIRST));
    court.answer(FlowDecision.ALLOWED);
    assertEquals(1, court.released.size());
  }

  @Test
  void holdsFragmentsOfADatagramBehindTheFirst() {
    byte[] whole = udp(HERE, 5, THERE, 80, 2000);
    byte[] head = InnerPacket.fragment(whole, 0, 1400, true, 77);
    byte[] tail = InnerPacket.fragment(whole, 1400, 608, false, 77);
    assertNull(court.send(head));
    assertNull(court.send(tail));
    assertEquals(2, court.questions.heldPackets());
    court.answer(FlowDecision.ALLOWED);
    assertArrayEquals(head, court.released.get(0));
    assertArrayEquals(tail, court.released.get(1));
  }

  @Test
  void keepsPacketsOfManyLengthsWhole() {
    Random random = new Random(5);
    List<byte[]> waiting = new ArrayList<>();
    int checked = 0;
    for (int flow = 0; flow < 3000; flow++) {
      // Between one question and the next, so that the ring is filled and emptied in the middle.
      for (int i = random.nextInt(8); i >= 0; i--) {
        int most = random.nextInt(20) == 0 ? 60_000 : 3000;
        byte[] packet = udp(HERE, flow, THERE, 80, 8 + random.nextInt(most));
        ByteBuffer.wrap(packet).putInt(28, random.nextInt()).putInt(packet.length - 4, flow);
        if (court.send(packet) == null) {
          waiting.add(packet);
        }
      }
      while (court.questions.oldest() != null && random.nextInt(3) > 0) {
        int before = court.released.size();
        court.answer(FlowDecision.ALLOWED);
        for (byte[] packet : court.released.subList(before, court.released.size())) {
          assertArrayEquals(waiting.remove(0), packet);
          checked++;
        }
      }
      court.released.clear();
    }
    assertTrue(checked > 3000, checked + " packets");
  }

  @Test
  void allocatesNothingForAPacketOfAKnownFlowAndNothingToAsk() {
    NativeBuffer buffer = new NativeBuffer(ByteBuffer.allocateDirect(4096), 0);
    buffer.bytes().put(0, FIRST);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        // New flows all the time, held until there is no room, then dropped.
        buffer.bytes().putShort(20, (short) (i >> 3));
        if (court.gate.out.check(buffer.bytes(), 0, FIRST.length, i) == Drop.POLICY_NO_ROOM) {
          FlowQuestions.Waiting waiting = court.gate.out.hold(buffer.bytes(), 0, FIRST.length);
          assertTrue(waiting != FlowQuestions.Waiting.DECIDED);
        }
      }
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
      court.questions.abandon();
    }
    assertEquals(0, bytes);
  }

  /**
   * A small table whose places are taken all the time, both directions, a judge and changes of its
   * generation: no packet of a denied port ever passes, and nobody is stuck.
   */
  @Test
  @Timeout(60)
  void neverLetsADeniedFlowThroughWhileEverythingChangesAtOnce() throws Exception {
    Court busy = new Court(new Gate(64));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong released = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Future<Long> in = threads.submit(() -> hammer(busy.gate.in, true, stop));
      Future<Long> out = threads.submit(() -> hammer(busy.gate.out, false, stop));
      Future<?> judging = threads.submit(() -> judgeAll(busy, done, released));
      for (int i = 0; i < 2000; i++) {
        busy.generation = i + 2L;
        busy.gate.access.lookAtJudge();
        Thread.onSpinWait();
      }
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (released.get() == 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      stop.set(true);
      assertTrue(in.get(30, TimeUnit.SECONDS) > 0, "packets passed");
      assertTrue(out.get(30, TimeUnit.SECONDS) > 0, "packets passed");
      done.set(true);
      judging.get(30, TimeUnit.SECONDS);
      assertTrue(released.get() > 0, "packets waited");
    } finally {
      stop.set(true);
      done.set(true);
      threads.shutdown();
    }
    while (busy.questions.oldest() != null) {
      busy.answer(FlowDecision.ALLOWED);
    }
    assertEquals(0, busy.questions.heldPackets(), "no packet is left behind");
  }

  /** Denies odd ports; counts the packets it let go. */
  private static void judgeAll(Court court, AtomicBoolean stop, AtomicLong released) {
    byte[] copy = new byte[65535];
    while (!stop.get()) {
      FlowQuestion question = court.questions.oldest();
      if (question == null) {
        continue;
      }
      var flow = question.descriptor("", "");
      int port = Math.min(flow.sourcePort(), flow.destinationPort());
      FlowOutcome outcome =
          FlowQuestions.outcome(question, port % 2 == 1 ? DENIED : FlowDecision.ALLOWED);
      do {
        int length;
        while ((length = court.questions.take(question, copy)) > 0) {
          boolean outbound = court.questions.takenOutbound();
          int at = outbound ? 20 : 22;
          int held = ((copy[at] & 0xff) << 8) | (copy[at + 1] & 0xff);
          if (held != port || length != FIRST.length - 100) {
            throw new AssertionError("a packet of port " + held + " waited for port " + port);
          }
          released.incrementAndGet();
        }
      } while (!court.questions.conclude(question, outcome));
    }
  }

  private static long hammer(PacketFilter filter, boolean inwards, AtomicBoolean stop) {
    byte[] packet = inwards ? udp(THERE, 40_000, HERE, 0) : udp(HERE, 0, THERE, 40_000);
    ByteBuffer bytes = ByteBuffer.allocateDirect(packet.length).put(0, packet);
    long passed = 0;
    long deadline = System.nanoTime() + 10_000_000_000L;
    // On a busy machine a thread may have had no turn before the others are done.
    for (int i = 0; !stop.get() || (passed == 0 && System.nanoTime() < deadline); i++) {
      int port = 1000 + i * 31 % 300;
      bytes.putShort(inwards ? 22 : 20, (short) port);
      Drop refusal = filter.check(bytes, 0, packet.length, 1);
      while (refusal == Drop.POLICY_NO_ROOM
          && filter.hold(bytes, 0, packet.length) == FlowQuestions.Waiting.DECIDED) {
        refusal = filter.checkAgain(1);
      }
      if (refusal == null) {
        passed++;
        if (port % 2 == 1) {
          throw new AssertionError("port " + port + " passed");
        }
      }
    }
    return passed;
  }
}
