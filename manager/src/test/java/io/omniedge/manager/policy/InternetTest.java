package io.omniedge.manager.policy;

import static io.omniedge.manager.policy.Plant.BERLIN;
import static io.omniedge.manager.policy.Plant.MONDAY_NOON;
import static io.omniedge.manager.policy.Plant.PARIS;
import static io.omniedge.manager.policy.Plant.SCADA;
import static io.omniedge.manager.policy.Plant.prefixes;
import static io.omniedge.manager.policy.Plant.rules;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.map.FlowRule;
import io.omniedge.protocol.net.Prefix;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What {@code internet} means: behind which devices, and which addresses. */
class InternetTest {
  private static final String OUT =
      "{'id': 'out', 'from': ['site:berlin'], 'to': ['internet'], 'protocol': 'tcp', 'ports': [443]}";

  private static final Inventory INVENTORY =
      Plant.inventory(
          List.of(BERLIN, exit(PARIS), SCADA), List.of(Plant.BERLIN_SITE, Plant.PARIS_SITE));

  private static Device exit(Device device) {
    return new Device(
        device.id(),
        device.name(),
        device.active(),
        device.tags(),
        device.groups(),
        device.addresses(),
        device.routes(),
        prefixes("0.0.0.0/0"),
        device.health());
  }

  private static CompiledPolicy compiled(String rules) {
    return PolicyCompiler.compile(rules(rules), INVENTORY, MONDAY_NOON);
  }

  private static boolean leadsTo(FlowRule rule, String address) {
    return Prefixes.contain(rule.destinations(), Prefix.parse(address));
  }

  @Test
  void leadsToPublicAddressesThroughExitNodesAndToNoPlant() {
    CompiledPolicy policy = compiled(OUT);
    for (String device : List.of("d-1", "d-2")) {
      FlowRule rule =
          Objects.requireNonNull(
              policy.rulesOf(device).rules().get(device.equals("d-1") ? "out.out" : "out.in"));
      for (String outside : List.of("1.1.1.1", "8.8.8.8", "203.0.113.7", "223.255.255.255")) {
        assertTrue(leadsTo(rule, outside), outside);
      }
      for (String inside :
          List.of(
              "10.1.2.3",
              "100.64.0.3",
              "127.0.0.1",
              "169.254.169.254",
              "172.31.0.1",
              "192.168.20.5",
              "0.0.0.0",
              "198.19.0.1",
              "224.0.0.1",
              "255.255.255.255",
              "2001:db8::1")) {
        assertFalse(leadsTo(rule, inside), inside);
      }
    }
    assertEquals(List.of("d-2"), policy.rulesOf("d-1").exitPeers());
    assertEquals(List.of(), policy.rulesOf("d-2").exitPeers());
    assertEquals(DeviceRules.NONE, policy.rulesOf("d-3"));
  }

  @Test
  void isNotAmongWhatAnyOrAnAddressMeans() {
    for (String to : List.of("any", "address:0.0.0.0/0", "site:paris")) {
      CompiledPolicy policy =
          compiled("{'id': 'all', 'from': ['site:berlin'], 'to': ['" + to + "']}");
      FlowRule rule = Objects.requireNonNull(policy.rulesOf("d-1").rules().get("all.out"), to);
      assertFalse(leadsTo(rule, "1.1.1.1"), to);
      assertEquals(List.of(), policy.rulesOf("d-1").exitPeers(), to);
    }
  }

  @Test
  void followsADeviceThatBecomesAnExitNodeAndStopsToBeOne() {
    CompiledPolicy policy = PolicyCompiler.compile(rules(OUT), Plant.INVENTORY, MONDAY_NOON);
    assertEquals(List.of(), policy.rulesOf("d-1").exitPeers());
    assertTrue(policy.put(exit(PARIS)).contains("d-1"));
    assertEquals(List.of("d-2"), policy.rulesOf("d-1").exitPeers());
    assertTrue(policy.put(PARIS).contains("d-1"));
    assertEquals(DeviceRules.NONE, policy.rulesOf("d-1"));
  }

  @Test
  void canOnlyBeWhatARuleLeadsTo() {
    for (String rule :
        List.of(
            "{'id': 'in', 'from': ['internet'], 'to': ['site:berlin']}",
            "{'id': 'in', 'between': ['site:berlin'], 'and': ['internet']}")) {
      String document = "{'rules': [" + rule + "]}";
      ProtocolException refusal =
          assertThrows(
              ProtocolException.class, () -> PolicyDocument.parse(document.replace('\'', '"')));
      assertTrue(String.valueOf(refusal.getMessage()).contains("internet"), refusal::toString);
    }
  }

  @Test
  void testsOfADocumentCanAskForIt() {
    PolicyDocument document =
        Plant.document(
            "{'rules': ["
                + OUT
                + "], 'tests': ["
                + "{'from': 'site:berlin', 'to': 'internet', 'protocol': 'tcp', 'port': 443, 'expect': 'allow'},"
                + "{'from': 'site:berlin', 'to': 'internet', 'protocol': 'tcp', 'port': 80, 'expect': 'deny'},"
                + "{'from': 'device:scada', 'to': 'internet', 'protocol': 'tcp', 'port': 443, 'expect': 'allow'}]}");
    assertEquals(
        List.of(true, true, false),
        PolicyTests.run(document, INVENTORY).stream().map(PolicyTests.Outcome::passed).toList());
  }

  @Test
  void findingSaysThatNobodyIsAnExitNode() {
    List<PolicyFinding> findings = PolicyFindings.of(rules(OUT), Plant.INVENTORY);
    assertTrue(
        findings.stream().anyMatch(finding -> finding.toString().contains("no device is an exit")),
        findings::toString);
    assertFalse(
        PolicyFindings.of(rules(OUT), INVENTORY).toString().contains("no device is an exit"));
  }
}
