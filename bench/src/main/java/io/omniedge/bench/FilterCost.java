package io.omniedge.bench;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.acl.FlowOutcome;
import io.omniedge.transport.acl.FlowQuestion;
import io.omniedge.transport.acl.FlowQuestions;
import io.omniedge.transport.acl.PacketFilter;
import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.session.Drop;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Nanoseconds for one packet in the access control, measured in a loop: the best of many rounds, so
 * that a busy machine tells the same as a quiet one.
 */
final class FilterCost {
  private static final int RULES = 50;
  private static final int PACKET_BYTES = 60;
  private static final int ROUNDS = 60;
  private static final int PACKETS_PER_ROUND = 200_000;

  private final boolean ipv6;
  private final int flows;
  private final AccessControl access = new AccessControl(7);
  private final PacketFilter in = access.inbound(new AllowedIps<>());
  private final PacketFilter out = access.outbound();
  private final ByteBuffer packets;

  /**
   * @param flows how many of them take turns, packet by packet
   */
  FilterCost(boolean ipv6, int flows) {
    this(ipv6, flows, false);
  }

  /**
   * @param flows how many of them take turns, packet by packet
   * @param judged whether a judge has classified each of them
   */
  FilterCost(boolean ipv6, int flows, boolean judged) {
    this.ipv6 = ipv6;
    this.flows = flows;
    access.enforce(RuledGateway.rules(RULES), List.of());
    packets = ByteBuffer.allocateDirect(2 * flows * PACKET_BYTES);
    for (int flow = 0; flow < flows; flow++) {
      write(2 * flow, 1, 2, 1024 + flow, 5201);
      write(2 * flow + 1, 2, 1, 5201, 1024 + flow);
    }
    if (judged) {
      judge();
    }
  }

  private void write(int packet, int from, int to, int fromPort, int toPort) {
    int at = packet * PACKET_BYTES;
    int transport = at + (ipv6 ? 40 : 20);
    if (ipv6) {
      packets.putInt(at, 0x6000_0000).putShort(at + 4, (short) 20).put(at + 6, (byte) 6);
      packets.putLong(at + 8, 0xfd77L << 48).putLong(at + 16, from);
      packets.putLong(at + 24, 0xfd77L << 48).putLong(at + 32, to);
    } else {
      packets.putInt(at, 0x4500_0000 | 40).put(at + 9, (byte) 6);
      packets.putInt(at + 12, 0x0a4d_0000 | from).putInt(at + 16, 0x0a4d_0000 | to);
    }
    packets.putShort(transport, (short) fromPort).putShort(transport + 2, (short) toPort);
    packets.putShort(transport + 12, (short) 0x5010);
  }

  /** Asks about one flow after the other, so that each has its verdict. */
  private void judge() {
    access.judge(new ClassJudge(true));
    FlowQuestions questions = access.questions();
    byte[] held = new byte[PACKET_BYTES];
    int length = ipv6 ? 60 : 40;
    for (int flow = 0; flow < flows; flow++) {
      int packet = 2 * flow * PACKET_BYTES;
      if (in.check(packets, packet, length, System.nanoTime()) == Drop.POLICY_NO_ROOM) {
        in.hold(packets, packet, length);
      }
      FlowQuestion question = questions.oldest();
      if (question == null) {
        throw new IllegalStateException("flow " + flow + " was not asked about");
      }
      FlowOutcome outcome = FlowQuestions.outcome(question, ClassJudge.URGENT);
      do {
        questions.take(question, held);
      } while (!questions.conclude(question, outcome));
    }
  }

  /** For packets of flows that are known, both ways in turn. */
  double nanosPerKnownPacket() throws BenchException {
    double best = Double.MAX_VALUE;
    int length = ipv6 ? 60 : 40;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      int refused = 0;
      for (int i = 0; i < PACKETS_PER_ROUND; i++) {
        int packet = i % (2 * flows);
        PacketFilter filter = (packet & 1) == 0 ? in : out;
        if (filter.check(packets, packet * PACKET_BYTES, length, start) != null) {
          refused++;
        }
      }
      if (refused > 0) {
        throw new BenchException("broken measurement: " + refused + " packets were refused");
      }
      best = Math.min(best, (double) (System.nanoTime() - start) / PACKETS_PER_ROUND);
    }
    return best;
  }

  /** For the first packet of a flow, which all rules are asked about. */
  double nanosPerFirstPacket() throws BenchException {
    double best = Double.MAX_VALUE;
    int length = ipv6 ? 60 : 40;
    for (int round = 0; round < ROUNDS; round++) {
      access.lift();
      access.enforce(RuledGateway.rules(RULES), List.of());
      in.check(packets, 0, length, 0);
      long start = System.nanoTime();
      for (int flow = 1; flow < flows; flow++) {
        if (in.check(packets, 2 * flow * PACKET_BYTES, length, start) != null) {
          throw new BenchException("broken measurement: a first packet was refused");
        }
      }
      best = Math.min(best, (double) (System.nanoTime() - start) / (flows - 1));
    }
    return best;
  }
}
