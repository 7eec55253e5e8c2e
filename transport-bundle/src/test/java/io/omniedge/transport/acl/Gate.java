package io.omniedge.transport.acl;

import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.session.Drop;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Both filters of a tunnel, on the thread of the test. Its own machine is 10.0.0.1 and fd00::1; the
 * peers have 10.0.1.0/24 and fd00:1::/64, and 10.0.2.0/24.
 */
final class Gate {
  static final String HERE = "10.0.0.1";
  static final String HERE6 = "fd00::1";
  static final String THERE = "10.0.1.7";
  static final String THERE6 = "fd00:1::7";
  static final String ELSEWHERE = "10.0.2.9";

  final AccessControl access;
  final PacketFilter in;
  final PacketFilter out;
  long now = Long.MAX_VALUE - 5;
  private final ByteBuffer memory = ByteBuffer.allocateDirect(70_000);
  private final NativeBuffer packet = new NativeBuffer(memory, 0);
  private final NativeBuffer answer = new NativeBuffer(ByteBuffer.allocateDirect(2000), 0);
  private int length;

  Gate() {
    this(AccessControl.FLOWS);
  }

  Gate(int flows) {
    access = new AccessControl(42, flows);
    AllowedIps<String> peers = new AllowedIps<>();
    peers.put(IpPrefix.parse("10.0.1.0/24"), "one");
    peers.put(IpPrefix.parse("fd00:1::/64"), "one");
    peers.put(IpPrefix.parse("10.0.2.0/24"), "two");
    in = access.inbound(peers);
    out = access.outbound();
  }

  static AccessRule rule(String from, String to, int protocol, PortRange... ports) {
    return new AccessRule(
        List.of(IpPrefix.parse(from)), List.of(IpPrefix.parse(to)), protocol, List.of(ports));
  }

  static PortRange port(int port) {
    return new PortRange(port, port);
  }

  Gate enforce(AccessRule... rules) {
    access.enforce(
        AccessRules.of(List.of(rules)),
        List.of(IpPrefix.parse("10.0.0.1/16"), IpPrefix.parse("fd00::1/16")));
    return this;
  }

  @Nullable Drop receive(byte[] bytes) {
    return check(in, bytes);
  }

  @Nullable Drop send(byte[] bytes) {
    return check(out, bytes);
  }

  private @Nullable Drop check(PacketFilter filter, byte[] bytes) {
    memory.put(0, bytes);
    length = bytes.length;
    return filter.check(memory, 0, length, now);
  }

  /** Lets the packet just received or sent wait. */
  FlowQuestions.Waiting hold(PacketFilter filter, int bytes) {
    return filter.hold(memory, 0, bytes);
  }

  /** The answer to the packet just received, empty for none. */
  byte[] answerToPeer() {
    return taken(in.answerFromHere(packet, 0, length, answer, 10, now));
  }

  /** The answer to the packet just sent, empty for none. */
  byte[] answerToLocalSender() {
    return taken(out.answerFromDestination(packet, 0, length, answer, 10, now));
  }

  private byte[] taken(int bytes) {
    byte[] copy = new byte[bytes];
    answer.bytes().get(10, copy);
    return Arrays.copyOf(copy, bytes);
  }

  void pass(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
  }
}
