package io.omniedge.transport.peer;

import io.omniedge.testkit.ManualClock;
import io.omniedge.testkit.SimulatedNetwork;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Two machines that know each other, a clock and a network between them. Time passes only in {@link
 * #run}, from event to event.
 */
final class TwoMachines {
  static final String LEFT_IP = "10.0.0.1";
  static final String RIGHT_IP = "10.0.0.2";

  /** A datagram as it was sent, lost or not. */
  static final class Sent {
    final long nanos;
    final Endpoint from;
    final byte[] datagram;

    Sent(long nanos, Endpoint from, byte[] datagram) {
      this.nanos = nanos;
      this.from = from;
      this.datagram = datagram;
    }

    @Nullable MessageType type() {
      return MessageType.of(ByteBuffer.wrap(datagram).getInt(0), datagram.length);
    }
  }

  final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  final SimulatedNetwork<Endpoint> network;
  final Machine left;
  final Machine right;
  final List<Sent> sent = new ArrayList<>();
  private int packetNumber;

  TwoMachines() {
    this(1);
  }

  TwoMachines(long seed) {
    Random random = new Random(seed);
    network = new SimulatedNetwork<>(clock, random);
    network.observe(
        (from, to, datagram) -> sent.add(new Sent(clock.nanoTime(), from, datagram.clone())));
    left = new Machine(clock, network, endpoint("192.0.2.1", 51820), random);
    right = new Machine(clock, network, endpoint("198.51.100.1", 51820), random);
    left.knows(right, RIGHT_IP + "/32", "fd00::2/128");
    right.knows(left, LEFT_IP + "/32", "fd00::1/128");
  }

  static Endpoint endpoint(String address, int port) {
    return Endpoint.of(IpPrefix.parseAddress(address), port);
  }

  /** Left is the initiator of a session that right has confirmed; no data was sent so far. */
  TwoMachines connected() {
    left.device.handshakeWanted(left.peer(right), clock.nanoTime());
    run(Duration.ofMillis(100));
    sent.clear();
    return this;
  }

  /** One packet more; its number is returned. */
  int leftSends() {
    left.send(Packets.packet(LEFT_IP, RIGHT_IP, ++packetNumber, 100));
    return packetNumber;
  }

  /** One packet more; its number is returned. */
  int rightSends() {
    right.send(Packets.packet(RIGHT_IP, LEFT_IP, ++packetNumber, 100));
    return packetNumber;
  }

  /** Lets time pass. */
  void run(Duration duration) {
    long end = clock.nanoTime() + duration.toNanos();
    while (true) {
      long wait = Math.min(left.runTimers(), right.runTimers());
      wait = Math.min(wait, network.nanosUntilNext());
      long rest = end - clock.nanoTime();
      if (wait > rest) {
        clock.advance(Duration.ofNanos(rest));
        network.deliverDue();
        return;
      }
      clock.advance(Duration.ofNanos(wait));
      network.deliverDue();
    }
  }

  /** Nothing arrives from now on. */
  void cut() {
    network.conditions(
        new SimulatedNetwork.Conditions(1, 0, Duration.ofMillis(10), Duration.ofMillis(10)));
  }

  /** Everything arrives again. */
  void mend() {
    network.conditions(SimulatedNetwork.Conditions.PERFECT);
  }

  /** How many messages of a type a machine has sent. */
  int count(Machine machine, MessageType type) {
    return all(machine, type).size();
  }

  /** How many keepalives a machine has sent. */
  int keepalives(Machine machine) {
    return (int)
        all(machine, MessageType.DATA).stream().filter(s -> s.datagram.length == 32).count();
  }

  /** The messages of a type a machine has sent. */
  List<Sent> all(Machine machine, MessageType type) {
    return sent.stream().filter(s -> s.from.equals(machine.endpoint) && s.type() == type).toList();
  }
}
