package io.omniedge.transport.acl;

import static io.omniedge.transport.acl.Gate.ELSEWHERE;
import static io.omniedge.transport.acl.Gate.HERE;
import static io.omniedge.transport.acl.Gate.HERE6;
import static io.omniedge.transport.acl.Gate.THERE;
import static io.omniedge.transport.acl.Gate.THERE6;
import static io.omniedge.transport.acl.Gate.port;
import static io.omniedge.transport.acl.Gate.rule;
import static io.omniedge.transport.acl.InnerPacket.ACK;
import static io.omniedge.transport.acl.InnerPacket.SYN;
import static io.omniedge.transport.acl.InnerPacket.echo;
import static io.omniedge.transport.acl.InnerPacket.error;
import static io.omniedge.transport.acl.InnerPacket.tcp;
import static io.omniedge.transport.acl.InnerPacket.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.transport.session.Drop;
import io.omniedge.tun.IpPrefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which packets pass, in the words of the rules. */
class PacketFilterTest {
  private static final int FIN = 1;
  private static final int RST = 4;
  private static final AccessRule WEB = rule("10.0.1.0/24", "10.0.0.0/24", 6, port(80));
  private static final AccessRule PING = rule("10.0.0.0/16", "10.0.0.0/16", 1);
  private static final AccessRule DNS = rule("10.0.0.0/24", "10.0.1.0/24", 17, port(53));

  private final Gate gate = new Gate();

  @Test
  void asksNothingWithoutRules() {
    assertNull(gate.receive(tcp(THERE, 40000, HERE, 22, SYN)));
    assertNull(gate.receive(new byte[1]));
    assertEquals(-1, gate.access.ruleCount());
  }

  @Test
  void refusesEverythingWithAnEmptyList() {
    gate.enforce();
    assertEquals(Drop.ACL_REFUSED, gate.receive(tcp(THERE, 40000, HERE, 80, SYN)));
    assertEquals(Drop.ACL_REFUSED, gate.send(udp(HERE, 40000, THERE, 53)));
    assertEquals(Drop.ACL_REFUSED, gate.send(echo(HERE6, THERE6, true, 1)));
    assertEquals(0, gate.access.ruleCount());
    assertEquals(0, gate.access.flowCount());
  }

  @Test
  void letsAnAllowedFlowInAndItsAnswersOut() {
    gate.enforce(WEB);
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 40000, ACK)));
    assertNull(gate.receive(tcp(THERE, 40000, HERE, 80, SYN)));
    assertNull(gate.send(tcp(HERE, 80, THERE, 40000, SYN | ACK)));
    assertNull(gate.receive(tcp(THERE, 40000, HERE, 80, ACK)));
    assertEquals(1, gate.access.flowCount());
  }

  @Test
  void comparesSourceDestinationProtocolAndPort() {
    gate.enforce(WEB, rule("10.0.1.7/32", "10.0.0.1/32", 132, new PortRange(100, 200)));
    assertEquals(Drop.ACL_REFUSED, gate.receive(tcp(ELSEWHERE, 40000, HERE, 80, SYN)));
    assertEquals(Drop.ACL_REFUSED, gate.receive(tcp(THERE, 40000, "10.0.3.1", 80, SYN)));
    assertEquals(Drop.ACL_REFUSED, gate.receive(tcp(THERE, 80, HERE, 81, SYN)));
    assertEquals(Drop.ACL_REFUSED, gate.receive(udp(THERE, 40000, HERE, 80)));
    for (int port = 99; port <= 201; port++) {
      Drop expected = port == 99 || port == 201 ? Drop.ACL_REFUSED : null;
      byte[] sctp = InnerPacket.ip(THERE, HERE, 132, InnerPacket.datagram(5, port, 8));
      assertEquals(expected, gate.receive(sctp), "port " + port);
    }
  }

  @Test
  void letsNobodyCallBackBecauseHeWasCalled() {
    gate.enforce(WEB, PING);
    assertNull(gate.receive(tcp(THERE, 40000, HERE, 80, SYN)));
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 40000, SYN)));
    assertNull(gate.send(tcp(HERE, 80, THERE, 40000, SYN | ACK)), "the flow itself goes on");

    gate.enforce(rule(HERE + "/32", THERE + "/32", 1));
    assertNull(gate.send(echo(HERE, THERE, true, 7)));
    assertNull(gate.receive(echo(THERE, HERE, false, 7)));
    assertEquals(Drop.ACL_REFUSED, gate.receive(echo(THERE, HERE, true, 7)));
    assertEquals(Drop.ACL_REFUSED, gate.receive(echo(THERE, HERE, false, 8)));
    assertEquals(Drop.ACL_REFUSED, gate.send(echo(HERE, THERE, false, 7)));
  }

  @Test
  void letsTheOtherEndOpenTheSameFlowIfARuleAllowsThat() {
    gate.enforce(PING);
    assertNull(gate.send(echo(HERE, THERE, true, 7)));
    assertNull(gate.receive(echo(THERE, HERE, true, 7)));
    assertNull(gate.send(echo(HERE, THERE, false, 7)));
    assertEquals(1, gate.access.flowCount());
  }

  @Test
  void goesOnWithPermittedFlowsAndEndsForbiddenOnesWhenTheRulesChange() {
    gate.enforce(WEB, DNS);
    assertNull(gate.receive(tcp(THERE, 40000, HERE, 80, SYN)));
    assertNull(gate.send(udp(HERE, 40000, THERE, 53)));

    gate.enforce(WEB, PING);
    // The answer comes first: it is the opener's direction that counts.
    assertNull(gate.send(tcp(HERE, 80, THERE, 40000, ACK)));
    assertNull(gate.receive(tcp(THERE, 40000, HERE, 80, ACK)));
    assertEquals(Drop.ACL_REFUSED, gate.receive(udp(THERE, 53, HERE, 40000)));
    assertEquals(Drop.ACL_REFUSED, gate.send(udp(HERE, 40000, THERE, 53)));

    gate.enforce(DNS);
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 40000, ACK)));
    assertNull(gate.send(udp(HERE, 40000, THERE, 53)));
  }

  @Test
  void asksNothingAnewForEqualRules() {
    gate.enforce(WEB);
    int generation = java.util.Objects.requireNonNull(gate.access.inForce()).generation;
    gate.enforce(WEB);
    assertEquals(generation, java.util.Objects.requireNonNull(gate.access.inForce()).generation);
    gate.enforce(DNS);
    assertEquals(
        generation + 1, java.util.Objects.requireNonNull(gate.access.inForce()).generation);
  }

  @Test
  void forgetsAllFlowsWhenTheRulesWereLifted() {
    gate.enforce(WEB);
    assertNull(gate.receive(tcp(THERE, 40000, HERE, 80, SYN)));
    gate.access.lift();
    assertNull(gate.receive(tcp(THERE, 1, HERE, 2, SYN)));
    gate.enforce(WEB);
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 40000, ACK)));
  }

  @Test
  void forgetsAFlowThatIsSilentForTooLong() {
    gate.enforce(WEB, DNS, PING);
    assertNull(gate.send(udp(HERE, 40000, THERE, 53)));
    gate.pass(299);
    assertNull(gate.receive(udp(THERE, 53, HERE, 40000)));
    gate.pass(299);
    assertNull(gate.receive(udp(THERE, 53, HERE, 40000)));
    gate.pass(301);
    assertEquals(Drop.ACL_REFUSED, gate.receive(udp(THERE, 53, HERE, 40000)));

    assertNull(gate.send(echo(HERE, THERE, true, 9)));
    gate.pass(61);
    assertEquals(Drop.ACL_REFUSED, gate.receive(echo(THERE, HERE, false, 9)));
  }

  @Test
  void keepsEstablishedTcpForTwoHoursAndHalfOfItForMinutes() {
    gate.enforce(WEB);
    assertNull(gate.receive(tcp(THERE, 1, HERE, 80, SYN)));
    gate.pass(241);
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 1, SYN | ACK)), "never answered");

    assertNull(gate.receive(tcp(THERE, 2, HERE, 80, SYN)));
    assertNull(gate.send(tcp(HERE, 80, THERE, 2, SYN | ACK)));
    gate.pass(7200);
    assertNull(gate.send(tcp(HERE, 80, THERE, 2, ACK)), "established");

    assertNull(gate.send(tcp(HERE, 80, THERE, 2, FIN | ACK)));
    gate.pass(239);
    assertNull(gate.send(tcp(HERE, 80, THERE, 2, ACK)), "half closed");
    gate.pass(241);
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 2, ACK)));

    assertNull(gate.receive(tcp(THERE, 3, HERE, 80, SYN)));
    assertNull(gate.send(tcp(HERE, 80, THERE, 3, RST | ACK)));
    gate.pass(241);
    assertEquals(Drop.ACL_REFUSED, gate.send(tcp(HERE, 80, THERE, 3, ACK)), "reset");
  }

  @Test
  void startsOverWhenPortsAreUsedAgain() {
    gate.enforce(WEB);
    assertNull(gate.receive(tcp(THERE, 1, HERE, 80, SYN)));
    assertNull(gate.send(tcp(HERE, 80, THERE, 1, RST | ACK)));
    assertNull(gate.receive(tcp(THERE, 1, HERE, 80, SYN)));
    assertNull(gate.send(tcp(HERE, 80, THERE, 1, SYN | ACK)));
    gate.pass(3600);
    assertNull(gate.send(tcp(HERE, 80, THERE, 1, ACK)));
  }

  @Test
  void letsErrorsAboutKnownFlowsThroughAndNoOthers() {
    gate.enforce(DNS, rule("fd00::/64", "fd00:1::/64", 17));
    byte[] question = udp(HERE, 40000, THERE, 53, 600);
    assertEquals(Drop.ACL_ICMP_ERROR_UNSOLICITED, gate.receive(error(THERE, HERE, 3, 4, question)));
    assertNull(gate.send(question));
    assertNull(gate.receive(error(THERE, HERE, 3, 4, question)), "path MTU discovery");
    assertNull(gate.receive(error("10.0.1.254", HERE, 11, 0, question)), "a router at the peer");
    byte[] beginning = java.util.Arrays.copyOf(question, 28);
    assertNull(gate.receive(error(THERE, HERE, 3, 3, beginning)), "as short as RFC 792 allows");

    byte[] cut = java.util.Arrays.copyOf(question, 27);
    Drop refused = Drop.ACL_ICMP_ERROR_UNSOLICITED;
    assertEquals(refused, gate.receive(error(THERE, HERE, 3, 3, cut)));
    assertEquals(refused, gate.receive(error(ELSEWHERE, HERE, 3, 3, question)), "another peer");
    assertEquals(refused, gate.receive(error(THERE, "10.0.0.2", 3, 3, question)), "not its sender");
    assertEquals(refused, gate.receive(error(THERE, HERE, 5, 1, question)), "a redirect");
    assertEquals(refused, gate.receive(error(THERE, HERE, 4, 0, question)), "source quench");
    assertEquals(
        refused,
        gate.receive(error(THERE, HERE, 3, 3, error(HERE, THERE, 3, 3, question))),
        "about an error");

    byte[] question6 = udp(HERE6, 40000, THERE6, 53, 1200);
    assertEquals(refused, gate.receive(error(THERE6, HERE6, 2, 0, question6)));
    assertNull(gate.send(question6));
    assertNull(gate.receive(error(THERE6, HERE6, 2, 0, question6)));
    assertEquals(refused, gate.receive(error(THERE6, HERE6, 137, 0, question6)), "a redirect");

    gate.enforce(WEB);
    assertEquals(refused, gate.receive(error(THERE, HERE, 3, 3, question)), "no longer allowed");
  }

  @Test
  void asksForIcmpWithoutAnIdentifierEveryTime() {
    gate.enforce(rule("10.0.1.0/24", "10.0.0.0/24", 1));
    byte[] information = InnerPacket.ip(THERE, HERE, 1, new byte[] {15, 0, 0, 0, 0, 0, 0, 0});
    byte[] back = InnerPacket.ip(HERE, THERE, 1, new byte[] {15, 0, 0, 0, 0, 0, 0, 0});
    assertNull(gate.receive(information));
    assertEquals(Drop.ACL_REFUSED, gate.send(back));
    assertEquals(0, gate.access.flowCount());
  }

  @Test
  void knowsOtherProtocolsByTheirAddresses() {
    gate.enforce(rule("10.0.1.0/24", "10.0.0.0/24", 0), rule("::/0", "::/0", 58));
    assertNull(gate.receive(InnerPacket.ip(THERE, HERE, 47, new byte[4])));
    assertNull(gate.send(InnerPacket.ip(HERE, THERE, 47, new byte[4])));
    assertEquals(Drop.ACL_REFUSED, gate.send(InnerPacket.ip(HERE, THERE, 50, new byte[4])));
    assertEquals(Drop.ACL_REFUSED, gate.send(InnerPacket.ip(HERE6, THERE6, 59, new byte[0])));
    assertNull(gate.send(echo(HERE6, THERE6, true, 1)));
  }

  @Test
  void refusesRulesThatCannotBeMeant() {
    IllegalArgumentException noPorts =
        assertThrows(
            IllegalArgumentException.class, () -> rule("10.0.0.0/8", "10.0.0.0/8", 1, port(80)));
    assertEquals(
        "protocol 1 has no ports; only 6 (TCP), 17 (UDP) and 132 (SCTP) have",
        noPorts.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new PortRange(2, 1));
    assertThrows(IllegalArgumentException.class, () -> new PortRange(0, 65536));
    assertThrows(
        IllegalArgumentException.class, () -> new AccessRule(List.of(), List.of(), 256, List.of()));
    assertEquals(
        List.of(IpPrefix.parse("10.0.0.0/8")), rule("10.1.2.3/8", "10.0.0.0/8", 6).sources());
  }
}
