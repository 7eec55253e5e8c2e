package io.omniedge.manager.policy;

import static io.omniedge.manager.policy.Plant.MONDAY_NOON;
import static io.omniedge.manager.policy.Plant.compile;
import static io.omniedge.manager.policy.Plant.document;
import static io.omniedge.manager.policy.Plant.flows;
import static io.omniedge.manager.policy.Plant.prefixes;
import static io.omniedge.manager.policy.Plant.rules;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Health;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.map.FlowRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CompiledPolicyTest {
  private static final String SCADA_TO_GATEWAYS =
      "{'id': 'ssh', 'from': ['device:scada'], 'to': ['tag:gateway'], 'protocol': 'tcp', 'ports': [22]}";

  @Test
  void refusesEverythingWithoutRules() {
    CompiledPolicy compiled = compile(rules(""));
    for (String id : Plant.INVENTORY.devices().keySet()) {
      assertEquals(DeviceRules.NONE, compiled.rulesOf(id));
    }
  }

  @Test
  void givesBothEndsTheRuleWithTheirOwnAddressAndNobodyElse() {
    CompiledPolicy compiled = compile(rules(SCADA_TO_GATEWAYS));
    // 100.64.0.1 and .2 have no prefix in common that is only they.
    assertEquals(
        Map.of(
            "ssh.out",
            flows(
                prefixes("100.64.0.3", "fd00::3"),
                prefixes("100.64.0.1", "100.64.0.2", "fd00::1", "fd00::2"),
                6,
                "22")),
        compiled.rulesOf("d-3").rules());
    assertEquals(
        Map.of(
            "ssh.in",
            flows(prefixes("100.64.0.3", "fd00::3"), prefixes("100.64.0.1", "fd00::1"), 6, "22")),
        compiled.rulesOf("d-1").rules());
    assertEquals(List.of("d-1", "d-2"), compiled.rulesOf("d-3").peers());
    assertEquals(List.of("d-3"), compiled.rulesOf("d-2").peers());
    assertEquals(DeviceRules.NONE, compiled.rulesOf("d-4"));
  }

  @Test
  void writesNeighboursAsOnePrefix() {
    CompiledPolicy compiled =
        compile(
            rules(
                "{'id': 'a', 'from': ['device:notebook'], 'to': ['tag:gateway', 'tag:control']}"));
    assertEquals(
        prefixes("100.64.0.1", "100.64.0.2/31", "fd00::1", "fd00::2/127"),
        rule(compiled, "d-4", "a.out").destinations());
  }

  @Test
  void meansNetworksBehindAGatewayOnlyBySiteAddressOrAny() {
    CompiledPolicy compiled =
        compile(
            rules(
                "{'id': 'to-site', 'from': ['device:scada'], 'to': ['site:berlin']},"
                    + "{'id': 'to-host', 'from': ['device:scada'], 'to': ['site:paris/plc2']}"));
    assertEquals(prefixes("192.168.10.0/24"), rule(compiled, "d-3", "to-site.out").destinations());
    assertEquals(prefixes("100.64.0.3"), rule(compiled, "d-3", "to-site.out").sources());
    assertEquals(prefixes("192.168.20.5"), rule(compiled, "d-2", "to-host.in").destinations());
    assertEquals(List.of("d-1", "d-2"), compiled.rulesOf("d-3").routedPeers());
    assertEquals(List.of(), compiled.rulesOf("d-1").routedPeers());
  }

  @Test
  void takesANetworkOfASiteOnlyIfItIsAnApprovedRoute() {
    Site wider =
        new Site("berlin", "d-1", prefixes("192.168.10.0/25", "10.9.0.0/16"), new TreeMap<>());
    CompiledPolicy compiled =
        compile(rules("{'id': 'a', 'from': ['device:scada'], 'to': ['site:berlin']}"));
    assertEquals(new TreeSet<>(Set.of("d-1", "d-3")), compiled.putSite(wider));
    assertEquals(prefixes("192.168.10.0/25"), rule(compiled, "d-3", "a.out").destinations());
    assertEquals(new TreeSet<>(Set.of("d-1", "d-3")), compiled.removeSite("berlin"));
    assertEquals(DeviceRules.NONE, compiled.rulesOf("d-3"));
  }

  @Test
  void writesIcmpWithTheNumberOfEachFamily() {
    CompiledPolicy compiled =
        compile(
            rules(
                "{'id': 'p', 'from': ['device:scada'], 'to': ['device:d-1'], 'protocol': 'icmp'}"));
    assertEquals(
        Map.of(
            "p.out", flows(prefixes("100.64.0.3"), prefixes("100.64.0.1"), 1),
            "p.out.6", flows(prefixes("fd00::3"), prefixes("fd00::1"), 58)),
        compiled.rulesOf("d-3").rules());
  }

  @Test
  void makesOneRuleOfServicesWithTheSameTraffic() {
    CompiledPolicy compiled =
        compile(
            document(
                "{'services': {"
                    + "'plc1/modbus': {'at': 'site:berlin/plc1', 'protocol': 'tcp', 'ports': ['502']},"
                    + "'plc2/modbus': {'at': 'address:192.168.20.5', 'protocol': 'tcp', 'ports': ['502']},"
                    + "'plc1/web': {'at': 'site:berlin/192.168.10.5', 'protocol': 'tcp', 'ports': ['80', '443']}},"
                    + "'rules': [{'id': 'plcs', 'from': ['device:scada'],"
                    + " 'to': ['service:plc2/modbus', 'service:plc1/modbus', 'service:plc1/web']}]}"));
    assertEquals(
        Map.of(
            "plcs:plc1/modbus.out",
            flows(prefixes("100.64.0.3"), prefixes("192.168.10.5", "192.168.20.5"), 6, "502"),
            "plcs:plc1/web.out",
            flows(prefixes("100.64.0.3"), prefixes("192.168.10.5"), 6, "80", "443")),
        compiled.rulesOf("d-3").rules());
    assertEquals(Set.of("plcs:plc1/modbus.in"), compiled.rulesOf("d-2").rules().keySet());
  }

  @Test
  void opensBothWaysBetweenTwoAndAmongOne() {
    CompiledPolicy two =
        compile(rules("{'id': 'b', 'between': ['site:berlin'], 'and': ['site:paris']}"));
    assertEquals(
        Map.of(
            "b.out", flows(prefixes("192.168.10.0/24"), prefixes("192.168.20.0/24"), 0),
            "b.back.in", flows(prefixes("192.168.20.0/24"), prefixes("192.168.10.0/24"), 0)),
        two.rulesOf("d-1").rules());
    CompiledPolicy one = compile(rules("{'id': 'g', 'between': ['tag:gateway', 'device:scada']}"));
    assertEquals(Set.of("g.in", "g.out"), one.rulesOf("d-1").rules().keySet());
    assertEquals(List.of("d-1", "d-2"), one.rulesOf("d-3").peers());
  }

  @Test
  void makesNoPeersOfThoseWithoutAFamilyInCommon() {
    Device six =
        new Device(
            "d-5", "six", true, Set.of(), Set.of(), prefixes("fd00::5"), List.of(), Health.UNKNOWN);
    CompiledPolicy compiled =
        PolicyCompiler.compile(
            rules("{'id': 'a', 'from': ['device:six'], 'to': ['site:berlin', 'device:scada']}"),
            Plant.inventory(List.of(Plant.BERLIN, Plant.SCADA, six), List.of(Plant.BERLIN_SITE)),
            MONDAY_NOON);
    assertEquals(List.of("d-3"), compiled.rulesOf("d-5").peers());
    assertEquals(DeviceRules.NONE, compiled.rulesOf("d-1"));
    assertEquals(prefixes("fd00::3"), rule(compiled, "d-5", "a.out").destinations());
  }

  @Test
  void saysARuleOnceThatTwoRulesOfTheDocumentSay() {
    CompiledPolicy compiled =
        compile(
            rules(
                "{'id': 'z', 'from': ['device:scada'], 'to': ['device:d-1']},"
                    + "{'id': 'a', 'from': ['device:d-3'], 'to': ['device:berlin-gw']}"));
    assertEquals(Set.of("a.out"), compiled.rulesOf("d-3").rules().keySet());
  }

  @Test
  void namesOnlyThoseThatAChangeConcerns() {
    CompiledPolicy compiled = compile(rules(SCADA_TO_GATEWAYS));
    assertEquals(
        new TreeSet<>(), compiled.put(Plant.withTags(Plant.BERLIN, Set.of("gateway", "new"))));
    assertEquals(
        new TreeSet<>(Set.of("d-1", "d-3")), compiled.put(Plant.withTags(Plant.BERLIN, Set.of())));
    assertEquals(
        new TreeSet<>(Set.of("d-3", "d-4")),
        compiled.put(Plant.withTags(Plant.NOTEBOOK, Set.of("gateway"))));
    assertEquals(new TreeSet<>(Set.of("d-3")), compiled.remove("d-4"));
    assertEquals(DeviceRules.NONE, compiled.rulesOf("d-4"));
    assertEquals(new TreeSet<>(), compiled.remove("d-4"));
  }

  @Test
  void givesADeviceThatIsNotActiveNothing() {
    CompiledPolicy compiled = compile(rules(SCADA_TO_GATEWAYS));
    assertEquals(
        new TreeSet<>(Set.of("d-1", "d-2", "d-3")),
        compiled.put(Plant.withActive(Plant.SCADA, false)));
    assertEquals(DeviceRules.NONE, compiled.rulesOf("d-3"));
    assertEquals(new TreeSet<>(Set.of("d-1", "d-2", "d-3")), compiled.put(Plant.SCADA));
    assertEquals(List.of("d-3"), compiled.rulesOf("d-1").peers());
  }

  @Test
  void refusesADeviceWithTheNameOfAnotherAndKeepsAsItWas() {
    CompiledPolicy compiled = compile(rules(SCADA_TO_GATEWAYS));
    DeviceRules before = compiled.rulesOf("d-1");
    for (String name : List.of("scada", "d-3")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> compiled.put(Plant.device("d-9", name, Set.of(), "100.64.0.9")));
      assertThrows(
          IllegalArgumentException.class,
          () -> compiled.put(Plant.device("d-4", name, Set.of(), "100.64.0.4")));
    }
    assertEquals(before, compiled.rulesOf("d-1"));
    assertEquals(DeviceRules.NONE, compiled.rulesOf("d-9"));
    compiled.put(Plant.device("d-10", "d-9", Set.of(), "100.64.0.10"));
    compiled.remove("d-10");
    compiled.put(Plant.device("d-3", "scada-2", Set.of(), "100.64.0.3"));
    assertEquals(
        new TreeSet<>(Set.of("d-1", "d-2", "d-9")),
        compiled.put(Plant.device("d-9", "scada", Set.of(), "100.64.0.9")));
  }

  @Test
  void opensAndShutsWithTheTimeWindow() {
    CompiledPolicy compiled =
        compile(
            rules(
                "{'id': 'day', 'from': ['device:scada'], 'to': ['device:d-1'],"
                    + " 'when': {'days': ['mon-fri'], 'hours': ['08:00-17:00'], 'zone': 'Europe/Berlin'}}"));
    assertTrue(compiled.rulesOf("d-3").rules().containsKey("day.out"));
    Instant evening = Instant.parse("2026-03-02T16:00:00Z");
    assertEquals(Optional.of(evening), compiled.nextChange());
    assertEquals(new TreeSet<>(), compiled.advance(evening.minusMillis(1)));
    assertEquals(new TreeSet<>(Set.of("d-1", "d-3")), compiled.advance(evening));
    assertEquals(DeviceRules.NONE, compiled.rulesOf("d-3"));
    assertEquals(Optional.of(Instant.parse("2026-03-03T07:00:00Z")), compiled.nextChange());
    assertEquals(new TreeSet<>(Set.of("d-1", "d-3")), compiled.advance(MONDAY_NOON));
  }

  @Test
  void shutsOutADeviceThatNoLongerMeetsThePosture() {
    CompiledPolicy compiled =
        compile(
            document(
                "{'postures': {'fit': {'minimumVersion': '1.4', 'seenWithinMinutes': 60}},"
                    + "'rules': [{'id': 'a', 'from': ['device:notebook'], 'to': ['device:scada'],"
                    + " 'posture': ['fit']}]}"));
    assertEquals(List.of("d-3"), compiled.rulesOf("d-4").peers());
    assertEquals(Optional.empty(), compiled.nextChange());
    Health gone = new Health("1.4.0", false, MONDAY_NOON, Instant.EPOCH, Map.of());
    assertEquals(new TreeSet<>(), compiled.put(Plant.with(Plant.NOTEBOOK, gone)));
    Instant end = MONDAY_NOON.plus(Duration.ofHours(1));
    assertEquals(Optional.of(end), compiled.nextChange());
    assertEquals(new TreeSet<>(Set.of("d-3", "d-4")), compiled.advance(end));
    assertEquals(Optional.empty(), compiled.nextChange());
    Health old = new Health("1.4.0-rc.1", true, end, Instant.EPOCH, Map.of());
    assertEquals(new TreeSet<>(), compiled.put(Plant.with(Plant.NOTEBOOK, old)));
    Health back = new Health("1.10.2", true, end, Instant.EPOCH, Map.of());
    assertEquals(
        new TreeSet<>(Set.of("d-3", "d-4")), compiled.put(Plant.with(Plant.NOTEBOOK, back)));
  }

  @Test
  void comparesTwoCompilations() {
    CompiledPolicy before = compile(rules(SCADA_TO_GATEWAYS));
    CompiledPolicy after =
        compile(rules(SCADA_TO_GATEWAYS.replace("tag:gateway", "device:berlin-gw")));
    assertEquals(new TreeSet<>(Set.of("d-2", "d-3")), after.changedSince(before));
    assertFalse(after.rulesOf("d-1").rules().isEmpty());
  }

  private static FlowRule rule(CompiledPolicy compiled, String device, String name) {
    return Objects.requireNonNull(compiled.rulesOf(device).rules().get(name));
  }
}
