package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.acl.AccessRule;
import io.omniedge.transport.acl.AccessRules;
import io.omniedge.transport.acl.PacketFilter;
import io.omniedge.transport.acl.PortRange;
import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.session.Drop;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.List;

/** Packets of any bytes before the access control, as a peer may seal them. */
class FilterFuzzTest {
  private static final int BEFORE = 16;
  private static final List<IpPrefix> OWN =
      List.of(IpPrefix.parse("10.0.0.1/16"), IpPrefix.parse("fd00::1/64"));

  /**
   * @param packets each with two bytes of length before it
   */
  @FuzzTest
  void readsNothingBehindAPacketAndAnswersWithinBounds(byte[] packets) {
    PacketFilter filter = filter(List.of(rule("10.0.0.0/8", 17), rule("::/0", 17)));
    NativeBuffer answer = FuzzDevice.buffer(PacketFilter.MAX_ANSWER_BYTES);
    int at = 0;
    for (long now = 0; at + 2 <= packets.length && now < 200; now += 1_000_000_000L) {
      int wanted = (packets[at] & 0xff) << 8 | (packets[at + 1] & 0xff);
      int size = Math.min(wanted, packets.length - at - 2);
      // The buffer ends with the packet: whoever reads on falls off it.
      NativeBuffer block = FuzzDevice.buffer(BEFORE + size);
      block.bytes().put(BEFORE, packets, at + 2, size);
      ByteBuffer before =
          ByteBuffer.allocate(BEFORE + size).put(0, block.bytes(), 0, BEFORE + size);
      Drop refusal = filter.check(block.bytes(), BEFORE, size, now);
      int told = filter.answerFromHere(block, BEFORE, size, answer, 0, now);
      assertTrue(told >= 0 && told <= PacketFilter.MAX_ANSWER_BYTES);
      assertTrue(told == 0 || refusal == Drop.ACL_REFUSED, () -> "an answer to " + refusal);
      assertEquals(0, before.compareTo(block.bytes().duplicate()), "changed the packet");
      at += 2 + size;
    }
  }

  @FuzzTest
  void refusesEverythingWithoutARule(byte[] packet) {
    PacketFilter filter = filter(List.of());
    NativeBuffer block = FuzzDevice.buffer(Math.max(1, packet.length));
    block.bytes().put(0, packet);
    assertNotNull(filter.check(block.bytes(), 0, packet.length, FuzzDevice.NOW));
  }

  private static PacketFilter filter(List<AccessRule> rules) {
    AccessControl access = new AccessControl(1);
    access.enforce(AccessRules.of(rules), OWN);
    AllowedIps<String> owners = new AllowedIps<>();
    owners.put(IpPrefix.parse("0.0.0.0/0"), "one");
    return access.inbound(owners);
  }

  private static AccessRule rule(String anywhere, int protocol) {
    List<IpPrefix> prefixes = List.of(IpPrefix.parse(anywhere));
    return new AccessRule(prefixes, prefixes, protocol, List.of(new PortRange(1, 1023)));
  }
}
