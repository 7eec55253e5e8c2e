package io.omniedge.transport.tunnel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.flow.FlowClass;
import io.omniedge.gateway.api.flow.FlowDecision;
import io.omniedge.gateway.api.flow.FlowDescriptor;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.flow.TrafficClass;
import io.omniedge.testkit.MemoryTun;
import io.omniedge.testkit.MemoryUdp;
import io.omniedge.testkit.MemoryUdpNetwork;
import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.acl.AccessRule;
import io.omniedge.transport.acl.AccessRules;
import io.omniedge.transport.acl.PortRange;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.noise.Tai64n;
import io.omniedge.transport.noise.TimestampStore;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.uapi.AllowedIpChange;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.transport.uapi.DeviceChange;
import io.omniedge.transport.uapi.PeerChange;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two whole tunnels, their real threads included, over a TUN and a network in memory. */
@Timeout(60)
class TunnelTest {
  private static final Endpoint PORT_A = Endpoint.of(IpPrefix.parseAddress("192.0.2.1"), 51820);
  private static final Endpoint PORT_B = Endpoint.of(IpPrefix.parseAddress("192.0.2.2"), 51820);
  private static final int INNER_A = 0x0a000001;
  private static final int INNER_B = 0x0a000002;

  private final MemoryUdpNetwork network = new MemoryUdpNetwork(4096);
  private @Nullable Side a;
  private @Nullable Side b;

  @AfterEach
  void close() throws IOException {
    for (Side side : Arrays.asList(a, b)) {
      if (side != null) {
        side.tunnel.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void carriesPacketsBothWaysAfterAHandshakeThatTheFirstPacketStarts(boolean offloads)
      throws Exception {
    connect(offloads ? EnumSet.allOf(Offload.class) : EnumSet.noneOf(Offload.class));
    byte[] there = udpPacket(INNER_A, INNER_B, 300);
    byte[] back = udpPacket(INNER_B, INNER_A, 1172);

    a().tun.deliver(withHeader(there));
    assertArrayEquals(there, a().arrivesAt(b()));
    b().tun.deliver(withHeader(back));
    assertArrayEquals(back, b().arrivesAt(a()));
  }

  @Test
  void deliversEachOfManyPacketsOnceAndInOrder() throws Exception {
    connect(EnumSet.of(Offload.UDP_SEGMENT, Offload.UDP_GRO));
    a().tun.deliver(withHeader(udpPacket(INNER_A, INNER_B, 64)));
    a().arrivesAt(b());

    int packets = 500;
    for (int i = 0; i < packets; i++) {
      assertTrue(a().tun.deliver(withHeader(udpPacket(INNER_A, INNER_B, 28 + i))));
    }
    for (int i = 0; i < packets; i++) {
      assertArrayEquals(udpPacket(INNER_A, INNER_B, 28 + i), a().arrivesAt(b()));
    }
    assertNull(b().tun.pollWritten());
  }

  @Test
  void dropsAndCountsWhatNoPeerMayReceiveOrSend() throws Exception {
    connect(EnumSet.noneOf(Offload.class));
    // With a session packets keep their order; those staged before it may be overtaken.
    a().tun.deliver(withHeader(udpPacket(INNER_A, INNER_B, 64)));
    a().arrivesAt(b());
    a().tun.deliver(withHeader(udpPacket(INNER_A, 0x0a0000ff, 100)));
    a().tun.deliver(withHeader(udpPacket(0x0a0000ee, INNER_B, 100)));
    a().tun.deliver(withHeader(new byte[40]));
    byte[] good = udpPacket(INNER_A, INNER_B, 100);
    a().tun.deliver(withHeader(good));

    assertArrayEquals(good, a().arrivesAt(b()));
    assertEquals(1, a().tunnel.status().dropped(Drop.DESTINATION_UNKNOWN));
    assertEquals(1, a().tunnel.status().dropped(Drop.SUPERPACKET_MALFORMED));
    assertEquals(1, b().tunnel.status().dropped(Drop.SOURCE_NOT_ALLOWED));
  }

  @Test
  void countsJunkOnThePortAndCarriesOn() throws Exception {
    connect(EnumSet.noneOf(Offload.class));
    MemoryUdp stranger =
        network.open(Endpoint.of(IpPrefix.parseAddress("198.51.100.7"), 9), Set.of());
    var buffer = LibcLoader.system().allocate(2048);
    UdpSocket.Sender sender = stranger.newSender();
    for (int length : new int[] {1, 16, 31, 92, 148, 1000}) {
      sender.send(buffer, 0, length, length, PORT_B);
    }
    buffer.bytes().put(0, (byte) 1);
    sender.send(buffer, 0, 148, 148, PORT_B);
    byte[] good = udpPacket(INNER_A, INNER_B, 100);
    a().tun.deliver(withHeader(good));

    assertArrayEquals(good, a().arrivesAt(b()));
    assertEquals(6, b().tunnel.status().dropped(Drop.MESSAGE_MALFORMED));
    assertEquals(1, b().tunnel.status().dropped(Drop.MAC1_INVALID));
  }

  @Test
  void startsOverAfterDownAndUp() throws Exception {
    connect(EnumSet.noneOf(Offload.class));
    byte[] packet = udpPacket(INNER_A, INNER_B, 100);
    a().tun.deliver(withHeader(packet));
    assertArrayEquals(packet, a().arrivesAt(b()));

    a().tunnel.down();
    a().tunnel.up();
    a().tun.deliver(withHeader(packet));

    assertArrayEquals(packet, a().arrivesAt(b()));
    assertEquals(1, a().tunnel.target().state().peers().size());
  }

  @Test
  void refusesConfigurationOnceItIsClosed() throws Exception {
    connect(EnumSet.noneOf(Offload.class));
    a().tunnel.close();

    assertThrows(ApplyException.class, () -> a().tunnel.target().state());
    assertThrows(ApplyException.class, () -> a().tunnel.up());
  }

  @Test
  void anInterruptEndsNoConfigurationHalfWayAndLeavesNoThreadBehind() throws Exception {
    connect(EnumSet.noneOf(Offload.class));
    Thread.currentThread().interrupt();
    a().tunnel.up();
    assertTrue(Thread.interrupted(), "it is kept for who asked for it");
    Thread.currentThread().interrupt();
    a().tunnel.close();
    assertTrue(Thread.interrupted());
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("memA "))
            .toList());
  }

  @Test
  void carriesWhatWaitedForAJudgeThroughTheHandshakeAndInItsOrder() throws Exception {
    connect(EnumSet.noneOf(Offload.class));
    a().access.judge(judge(true, FlowDecision.ALLOWED));
    b().access.judge(judge(true, FlowDecision.ALLOWED));
    for (int length = 100; length < 110; length++) {
      a().tun.deliver(withHeader(udpPacket(INNER_A, INNER_B, length)));
    }
    for (int length = 100; length < 110; length++) {
      assertArrayEquals(udpPacket(INNER_A, INNER_B, length), a().arrivesAt(b()));
    }
    byte[] back = udpPacket(INNER_B, INNER_A, 90);
    b().tun.deliver(withHeader(back));
    assertArrayEquals(back, b().arrivesAt(a()));
  }

  @Test
  void countsAndAnswersWhatAJudgeRefusesAndGoesOnWithoutIt() throws Exception {
    connect(EnumSet.noneOf(Offload.class));
    FlowDecision no = new FlowDecision(FlowDecision.Access.DENIED, "no", Optional.empty());
    a().access.judge(judge(true, no));
    byte[] packet = udpPacket(INNER_A, INNER_B, 100);
    a().tun.deliver(withHeader(packet));
    byte[] answer = java.util.Objects.requireNonNull(a().tun.awaitWritten());
    assertEquals(3, answer[TunDevice.VIRTIO_HEADER_BYTES + 20], "ICMP unreachable");
    assertEquals(13, answer[TunDevice.VIRTIO_HEADER_BYTES + 21], "prohibited");
    assertEquals(1, a().tunnel.status().dropped(Drop.POLICY_REFUSED));
    a().access.judge(null);
    a().tun.deliver(withHeader(packet));
    assertArrayEquals(packet, a().arrivesAt(b()));
  }

  @Test
  void sendsBatchesOfOneClassOnly() throws Exception {
    connect(EnumSet.of(Offload.UDP_SEGMENT, Offload.UDP_GRO));
    a().access
        .judge(
            judge(
                true,
                new FlowDecision(
                    FlowDecision.Access.ALLOWED,
                    "",
                    Optional.of(new FlowClass(TrafficClass.ULTRA_RELIABLE_LOW_LATENCY, 46)))));
    byte[] urgent = udpPacket(INNER_A, INNER_B, 100);
    a().tun.deliver(withHeader(urgent));
    assertArrayEquals(urgent, a().arrivesAt(b()));
    a().access.judge(judge(false, FlowDecision.ALLOWED));
    byte[] plain = udpPacket(INNER_A, INNER_B, 100);
    plain[21]++; // another port
    List<String> before = a().udp().sentClasses();
    for (int i = 0; i < 10; i++) {
      a().tun.deliver(withHeader(i % 2 == 0 ? urgent : plain));
    }
    for (int i = 0; i < 10; i++) {
      assertArrayEquals(i % 2 == 0 ? urgent : plain, a().arrivesAt(b()));
    }
    List<String> sent = a().udp().sentClasses();
    assertEquals(
        List.of("46/0x6f0016", "0/0x0", "46/0x6f0016", "0/0x0", "46/0x6f0016", "0/0x0").toString(),
        sent.subList(before.size(), before.size() + 6).toString());
  }

  /** A judge with one answer. */
  private static FlowJudge judge(boolean validates, FlowDecision answer) {
    return new FlowJudge() {
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
        return answer;
      }
    };
  }

  @Test
  void letsOnlyAllowedFlowsThroughAndTellsTheSenderOfOthers() throws Exception {
    connect(EnumSet.noneOf(Offload.class));
    byte[] there = udpPacket(INNER_A, INNER_B, 100);
    byte[] back = udpPacket(INNER_B, INNER_A, 90);
    AccessRules both = rules("10.0.0.1/32", "10.0.0.2/32");
    a().enforce(both, "10.0.0.1/32");
    b().enforce(both, "10.0.0.2/32");
    a().tun.deliver(withHeader(there));
    assertArrayEquals(there, a().arrivesAt(b()));

    // Without its flow, b may not speak first: its own filter says so, to b.
    b().tun.deliver(withHeader(back));
    assertProhibited(b().arrivesAt(b()), INNER_A, INNER_B, back);
    assertEquals(1, b().tunnel.status().dropped(Drop.ACL_REFUSED));

    // And if b's filter does not, a's does, and tells b through the tunnel.
    b().access.lift();
    b().tun.deliver(withHeader(back));
    assertProhibited(a().arrivesAt(b()), INNER_A, INNER_B, back);
    assertEquals(1, a().tunnel.status().dropped(Drop.ACL_REFUSED));
    assertEquals("1", a().tunnel.status().entries().get("acl_rules"));
  }

  /** ICMP type 3 code 13 about {@code refused}. */
  private static void assertProhibited(byte[] packet, int from, int to, byte[] refused) {
    ByteBuffer icmp = ByteBuffer.wrap(packet);
    assertEquals(from, icmp.getInt(12));
    assertEquals(to, icmp.getInt(16));
    assertEquals(0x030d, icmp.getShort(20));
    assertArrayEquals(refused, Arrays.copyOfRange(packet, 28, packet.length));
  }

  private static AccessRules rules(String from, String to) {
    return AccessRules.of(
        List.of(
            new AccessRule(
                List.of(IpPrefix.parse(from)),
                List.of(IpPrefix.parse(to)),
                17,
                List.of(new PortRange(2000, 2000)))));
  }

  private Side a() {
    return java.util.Objects.requireNonNull(a);
  }

  private Side b() {
    return java.util.Objects.requireNonNull(b);
  }

  private void connect(Set<Offload> offloads) throws Exception {
    Secret keyA = Secret.copyOf(filled(0x11));
    Secret keyB = Secret.copyOf(filled(0x22));
    a = new Side("memA", PORT_A, keyA, offloads);
    b = new Side("memB", PORT_B, keyB, offloads);
    a.knows(keyB, PORT_B, "10.0.0.2/32");
    b.knows(keyA, PORT_A, "10.0.0.1/32");
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** IPv4 and UDP without a UDP checksum; the payload counts up. */
  private static byte[] udpPacket(int from, int to, int length) {
    ByteBuffer packet = ByteBuffer.allocate(length);
    packet.put(0, (byte) 0x45).putShort(2, (short) length).put(8, (byte) 64).put(9, (byte) 17);
    packet.putInt(12, from).putInt(16, to);
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += packet.getShort(i) & 0xffff;
    }
    packet.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
    packet.putShort(20, (short) 1000).putShort(22, (short) 2000);
    packet.putShort(24, (short) (length - 20));
    for (int i = 28; i < length; i++) {
      packet.put(i, (byte) i);
    }
    return packet.array();
  }

  private static byte[] withHeader(byte[] packet) {
    byte[] whole = new byte[TunDevice.VIRTIO_HEADER_BYTES + packet.length];
    System.arraycopy(packet, 0, whole, TunDevice.VIRTIO_HEADER_BYTES, packet.length);
    return whole;
  }

  private final class Side {
    final MemoryTun tun;
    final AccessControl access = new AccessControl(1);
    final Tunnel tunnel;
    private @Nullable MemoryUdp udp;

    MemoryUdp udp() {
      return java.util.Objects.requireNonNull(udp);
    }

    Side(String name, Endpoint port, Secret key, Set<Offload> offloads) throws Exception {
      tun = new MemoryTun(name, offloads, 1024);
      tunnel =
          new Tunnel(
              LibcLoader.system(),
              tun,
              (wanted, mark) -> udp = network.open(port, offloads),
              CryptoSuite.select(CryptoOptions.automatic()),
              new HandshakeTimestamps(InstantSource.system(), new Forgetful()),
              access,
              1420);
      tunnel.target().apply(new DeviceChange(key, 51820, null, true, List.of()));
      tunnel.up();
    }

    void knows(Secret other, Endpoint where, String allowed) throws Exception {
      var publicKey = CryptoSuite.select(CryptoOptions.automatic()).keyAgreement().publicKey(other);
      tunnel
          .target()
          .apply(
              new DeviceChange(
                  null,
                  null,
                  null,
                  false,
                  List.of(
                      new PeerChange(
                          publicKey,
                          false,
                          false,
                          null,
                          where,
                          null,
                          true,
                          List.of(new AllowedIpChange(IpPrefix.parse(allowed), false))))));
    }

    void enforce(AccessRules rules, String own) {
      access.enforce(rules, List.of(IpPrefix.parse(own)));
    }

    /** The next packet written at the other side, without its header. */
    byte[] arrivesAt(Side other) throws InterruptedException {
      byte[] whole = java.util.Objects.requireNonNull(other.tun.awaitWritten());
      return Arrays.copyOfRange(whole, TunDevice.VIRTIO_HEADER_BYTES, whole.length);
    }
  }

  /** No file: these tests do not restart. */
  private static final class Forgetful implements TimestampStore {
    @Override
    public @Nullable Tai64n load() {
      return null;
    }

    @Override
    public void reserve(Tai64n limit) {}
  }
}
