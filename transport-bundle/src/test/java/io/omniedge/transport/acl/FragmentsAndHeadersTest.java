package io.omniedge.transport.acl;

import static io.omniedge.transport.acl.Gate.HERE;
import static io.omniedge.transport.acl.Gate.HERE6;
import static io.omniedge.transport.acl.Gate.THERE;
import static io.omniedge.transport.acl.Gate.THERE6;
import static io.omniedge.transport.acl.Gate.port;
import static io.omniedge.transport.acl.Gate.rule;
import static io.omniedge.transport.acl.InnerPacket.SYN;
import static io.omniedge.transport.acl.InnerPacket.extended;
import static io.omniedge.transport.acl.InnerPacket.fragment;
import static io.omniedge.transport.acl.InnerPacket.tcp;
import static io.omniedge.transport.acl.InnerPacket.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.omniedge.transport.session.Drop;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets whose ports are hidden, and headers made to hide where a packet goes. */
class FragmentsAndHeadersTest {
  private final Gate gate =
      new Gate()
          .enforce(
              rule("10.0.1.0/24", "10.0.0.0/24", 17, port(53)),
              rule("fd00:1::/64", "fd00::/64", 17, port(53)),
              rule("10.0.1.0/24", "10.0.0.0/24", 6, port(80)));

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void letsFragmentsFollowAFirstOneThatPassed(boolean v4) {
    byte[] good = v4 ? udp(THERE, 9, HERE, 53, 3000) : udp(THERE6, 9, HERE6, 53, 3000);
    byte[] bad = v4 ? udp(THERE, 9, HERE, 54, 3000) : udp(THERE6, 9, HERE6, 54, 3000);
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(good, 1400, 8, false, 1)));
    assertNull(gate.receive(fragment(good, 0, 1400, true, 1)));
    assertNull(gate.receive(fragment(good, 1400, 1400, true, 1)));
    assertNull(gate.receive(fragment(good, 2800, 208, false, 1)));
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(good, 2800, 208, false, 2)));

    assertEquals(Drop.ACL_REFUSED, gate.receive(fragment(bad, 0, 1400, true, 3)));
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(bad, 1400, 1400, true, 3)));
    gate.pass(31);
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(good, 2800, 208, false, 1)));
  }

  @Test
  void stopsTheRestOfADatagramWhenItsFlowIsForbidden() {
    byte[] good = udp(THERE, 9, HERE, 53, 3000);
    assertNull(gate.receive(fragment(good, 0, 1400, true, 1)));
    gate.enforce();
    assertEquals(Drop.ACL_REFUSED, gate.receive(fragment(good, 1400, 1400, true, 1)));
    assertEquals(0, gate.answerToPeer().length, "nobody is told about a later fragment");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesFragmentsThatWouldOverwriteThePorts(boolean v4) {
    byte[] good = v4 ? udp(THERE, 9, HERE, 53, 3000) : udp(THERE6, 9, HERE6, 53, 3000);
    assertNull(gate.receive(fragment(good, 0, 1400, true, 1)));
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(good, 8, 16, true, 1)));
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(good, 1392, 16, true, 1)));
    // A shorter first fragment, sent afterwards, opens no gap.
    assertNull(gate.receive(fragment(good, 0, 16, true, 1)));
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(good, 16, 16, true, 1)));
    assertNull(gate.receive(fragment(good, 1400, 16, true, 1)));
  }

  @Test
  void refusesFirstFragmentsWithoutThePortsAndDatagramsOverTheLimit() {
    byte[] syn = tcp(THERE, 9, HERE, 80, SYN);
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(syn, 0, 8, true, 1)));
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(syn, 0, 16, true, 1)));
    byte[] good = udp(THERE, 9, HERE, 53, 3000);
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(good, 0, 1401, true, 1)));
    assertNull(gate.receive(fragment(good, 0, 1400, true, 1)));
    byte[] last = fragment(good, 0, 1400, false, 1);
    ByteBuffer.wrap(last).putShort(6, (short) (65528 / 8));
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(last), "ends behind 65,535");
  }

  @Test
  void takesAFragmentThatIsAllForAPacket() {
    byte[] good = udp(THERE6, 9, HERE6, 53, 100);
    assertNull(gate.receive(fragment(good, 0, 108, false, 1)));
    assertEquals(Drop.ACL_FRAGMENT_REFUSED, gate.receive(fragment(good, 96, 8, false, 1)));
  }

  @Test
  void walksKnownExtensionHeadersAndRefusesOthers() {
    byte[] good = udp(THERE6, 9, HERE6, 53);
    byte[] bad = udp(THERE6, 9, HERE6, 54);
    assertNull(gate.receive(extended(good, 60, 0)));
    assertNull(gate.receive(extended(extended(good, 60, 0), 0, 0)), "hop by hop, first");
    assertEquals(Drop.ACL_REFUSED, gate.receive(extended(extended(bad, 60, 0), 0, 0)));
    Drop unreadable = Drop.ACL_HEADER_UNREADABLE;
    assertEquals(unreadable, gate.receive(extended(extended(good, 0, 0), 60, 0)), "not first");
    assertNull(gate.receive(extended(good, 43, 0)), "no segments left");
    assertEquals(unreadable, gate.receive(extended(good, 43, 1)), "leads elsewhere");
    for (int kind : new int[] {135, 139, 140, 253, 254}) {
      assertEquals(unreadable, gate.receive(extended(good, kind, 0)), "kind " + kind);
    }
    byte[] longest = good;
    for (int i = 0; i < 5; i++) {
      longest = extended(longest, 60, 0);
    }
    assertNull(gate.receive(longest));
    assertEquals(unreadable, gate.receive(extended(longest, 60, 0)), "one too many");
    byte[] hugeHeader = extended(good, 60, 0);
    hugeHeader[41] = 9;
    assertEquals(unreadable, gate.receive(hugeHeader), "longer than the packet");
    byte[] twice = fragment(fragment(good, 0, 8, false, 1), 0, 16, false, 1);
    assertEquals(unreadable, gate.receive(twice), "a fragment of a fragment");
  }

  @Test
  void refusesSourceRoutesAndTakesOtherOptions() {
    byte[] packet = udp(THERE, 9, HERE, 53, 8);
    assertNull(gate.receive(withOptions(packet, 1, 1, 1, 0)));
    assertNull(gate.receive(withOptions(packet, 148, 4, 0, 0)), "router alert");
    Drop unreadable = Drop.ACL_HEADER_UNREADABLE;
    assertEquals(unreadable, gate.receive(withOptions(packet, 1, 131, 3, 4)));
    assertEquals(unreadable, gate.receive(withOptions(packet, 137, 3, 4, 0)));
    assertEquals(unreadable, gate.receive(withOptions(packet, 7, 0, 0, 0)), "no length");
    assertEquals(unreadable, gate.receive(withOptions(packet, 7, 9, 0, 0)), "too long");
  }

  private static byte[] withOptions(byte[] packet, int... options) {
    ByteBuffer longer = ByteBuffer.allocate(packet.length + 4).put(0, packet, 0, 20);
    longer.put(0, (byte) 0x46).putShort(2, (short) (packet.length + 4));
    for (int i = 0; i < 4; i++) {
      longer.put(20 + i, (byte) options[i]);
    }
    return longer.put(24, packet, 20, packet.length - 20).array();
  }

  @Test
  void refusesTransportHeadersThatAreNotThere() {
    byte[] syn = tcp(THERE, 9, HERE, 80, SYN);
    assertNull(gate.receive(syn));
    Drop unreadable = Drop.ACL_HEADER_UNREADABLE;
    for (int length = 0; length < syn.length; length++) {
      byte[] cut = Arrays.copyOf(syn, length);
      assertEquals(unreadable, gate.receive(cut), "claims more than " + length);
      if (length >= 20) {
        ByteBuffer.wrap(cut).putShort(2, (short) length);
        assertEquals(unreadable, gate.receive(cut), "has only " + length);
      }
    }
    byte[] longHeader = syn.clone();
    longHeader[32] = 0x60;
    assertEquals(unreadable, gate.receive(longHeader), "TCP options that are not there");
    byte[] udp6 = udp(THERE6, 9, HERE6, 53);
    for (int length = 20; length < udp6.length; length++) {
      byte[] cut = Arrays.copyOf(udp6, length);
      ByteBuffer.wrap(cut).putShort(4, (short) Math.max(0, length - 40));
      assertEquals(unreadable, gate.receive(cut), "has only " + length);
    }
  }
}
