package io.omniedge.manager.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told when nobody says which traffic is meant. */
class WhyTest {
  private static final PolicyDocument DOCUMENT =
      Plant.rules(
          "{'id': 'modbus', 'from': ['device:scada'], 'to': ['site:berlin'],"
              + " 'protocol': 'tcp', 'ports': ['502', '8000-8080']},"
              + " {'id': 'ping', 'from': ['any'], 'to': ['any'], 'protocol': 'icmp'}");

  private static Explanation ask(
      PolicyDocument document, String from, String to, String protocol, int port)
      throws ProtocolException {
    return Why.explain(document, Plant.INVENTORY, Plant.MONDAY_NOON, from, to, protocol, port);
  }

  @Test
  void tellsOfAllTrafficWhereNoneIsNamed() throws ProtocolException {
    for (String any : List.of("", "any")) {
      Explanation answer = ask(DOCUMENT, "scada", "192.168.10.5", any, -1);
      assertEquals(
          """
          device:scada (100.64.0.3) -> device:berlin-gw (192.168.10.5) any: partly allowed
          icmp: allowed. Rule ping allows it.
          tcp/502,8000-8080: allowed. Rule modbus allows it.
          tcp/0-501,503-7999,8081-65535, other protocols: refused. No rule allows it.""",
          answer.toString());
      assertEquals(List.of("modbus", "ping"), answer.rules());
      assertEquals("partly allowed", answer.verdict());
    }
  }

  @Test
  void tellsOfAllPortsWhereNoneIsNamed() throws ProtocolException {
    Explanation answer = ask(DOCUMENT, "scada", "192.168.10.5", "tcp", -1);
    assertEquals(
        List.of(List.of("tcp/502,8000-8080"), List.of("tcp/0-501,503-7999,8081-65535")),
        answer.parts().stream().map(Explanation.Part::traffic).toList());
  }

  @Test
  void saysThatAllIsAllowed() throws ProtocolException {
    PolicyDocument open =
        Plant.rules("{'id': 'all', 'from': ['any'], 'to': ['any'], 'protocol': 'any'}");
    Explanation answer = ask(open, "scada", "notebook", "", -1);
    assertTrue(answer.allowed());
    assertEquals(List.of("any"), answer.parts().getFirst().traffic());
    assertEquals(List.of("any: allowed. Rule all allows it."), answer.reasons());
  }

  @Test
  void saysWhoIsMissingWhereNoRuleJoinsThem() throws ProtocolException {
    PolicyDocument document =
        Plant.rules(
            "{'id': 'modbus', 'from': ['device:scada'], 'to': ['site:berlin'],"
                + " 'protocol': 'tcp', 'ports': ['502']}");
    Explanation answer = ask(document, "notebook", "192.168.10.5", "", -1);
    assertEquals("refused", answer.verdict());
    assertEquals(
        List.of("Rule modbus does not allow it: notebook is not among device:scada."),
        answer.reasons());
    Explanation back = ask(document, "192.168.10.5", "scada", "", -1);
    assertTrue(
        back.reasons()
            .contains(
                "The other way some of it is allowed: its answers pass, new flows this way do not."),
        back::toString);
    Explanation other = ask(document, "scada", "192.168.10.5", "udp", -1);
    assertEquals(
        List.of("Rule modbus does not allow it: it is for tcp/502, not udp."), other.reasons());
  }

  @Test
  void saysOfNoRuleThatItAllowsWhatADeviceThatIsNoMemberAsks() throws ProtocolException {
    Inventory without =
        Plant.inventory(
            List.of(Plant.withActive(Plant.BERLIN, false), Plant.SCADA),
            List.of(Plant.BERLIN_SITE));
    for (String protocol : List.of("", "icmp")) {
      Explanation answer =
          Why.explain(DOCUMENT, without, Plant.MONDAY_NOON, "scada", "192.168.10.5", protocol, -1);
      assertEquals("refused", answer.verdict());
      assertEquals(List.of(), answer.rules());
      assertEquals(
          List.of("Device berlin-gw is not an active member of the network."), answer.reasons());
    }
  }

  @Test
  void portWantsItsProtocol() {
    ProtocolException refused =
        assertThrows(
            ProtocolException.class, () -> ask(DOCUMENT, "scada", "192.168.10.5", "any", 502));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("tcp, udp or sctp"), refused::toString);
    assertThrows(ProtocolException.class, () -> ask(DOCUMENT, "scada", "192.168.10.5", "icmp", 1));
  }
}
