package io.omniedge.manager.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.policy.Inventory.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A thousand devices in a hundred lines of ten, two hundred rules. */
class PolicyScaleTest {
  private static final int DEVICES = 1_000;
  private static final int LINES = 100;

  private static Device device(int number, int line) {
    return new Device(
        String.format("d-%04d", number),
        "n" + number,
        true,
        Set.of("line" + line, "kind" + number % 7),
        Set.of(),
        Plant.prefixes(
            "100.64." + number / 250 + "." + number % 250, "fd00::" + Integer.toHexString(number)),
        Plant.prefixes("10." + number / 250 + "." + number % 250 + ".0/24"),
        Plant.BERLIN.health());
  }

  private static Inventory inventory() {
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      devices.add(device(i, i / (DEVICES / LINES)));
    }
    return Plant.inventory(devices, List.of());
  }

  /** Each line talks among itself, and opens to the one before. */
  private static PolicyDocument lines() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < LINES; i++) {
      rules.append(
          String.format(
              "%s{'id': 'a%d', 'between': ['tag:line%d'], 'protocol': 'tcp', 'ports': [502]},"
                  + "{'id': 'b%d', 'from': ['tag:line%d'], 'to': ['tag:line%d']}",
              i == 0 ? "" : ",", i, i, i, i, Math.max(0, i - 1)));
    }
    return Plant.rules(rules.toString());
  }

  /** The worst that two hundred rules can be: each from all to all, with all their networks. */
  private static PolicyDocument everybody() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      rules.append(
          String.format(
              "%s{'id': 'a%d', 'from': ['any'], 'to': ['any'], 'protocol': 'tcp', 'ports': [%d]}",
              i == 0 ? "" : ",", i, i));
    }
    return Plant.rules(rules.toString());
  }

  @Test
  void givesEachDeviceItsLineAndTheNextOnes() {
    CompiledPolicy compiled = PolicyCompiler.compile(lines(), inventory(), Plant.MONDAY_NOON);
    SortedSet<String> expected = new TreeSet<>();
    for (int i = 540; i < 570; i++) {
      expected.add(String.format("d-%04d", i));
    }
    expected.remove("d-0555");
    assertEquals(expected, new TreeSet<>(compiled.rulesOf("d-0555").peers()));
  }

  @Test
  void touchesOnlyTheLinesOfADeviceThatChanges() {
    CompiledPolicy compiled = PolicyCompiler.compile(lines(), inventory(), Plant.MONDAY_NOON);
    TreeMap<String, DeviceRules> before = new TreeMap<>();
    inventory().devices().keySet().forEach(id -> before.put(id, compiled.rulesOf(id)));
    SortedSet<String> affected = compiled.put(device(555, 70));
    SortedSet<String> expected = new TreeSet<>();
    for (int line : List.of(54, 55, 56, 69, 70, 71)) {
      for (int i = 0; i < 10; i++) {
        expected.add(String.format("d-%04d", line * 10 + i));
      }
    }
    assertEquals(expected, affected);
    before.forEach(
        (id, rules) -> {
          if (!affected.contains(id)) {
            assertSame(rules, compiled.rulesOf(id));
          }
        });
  }

  @Test
  void followsAThousandChanges() {
    CompiledPolicy compiled = PolicyCompiler.compile(lines(), inventory(), Plant.MONDAY_NOON);
    List<Device> moved = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      Device device = device(i, (i / 10 + 1) % LINES);
      moved.add(device);
      compiled.put(device);
    }
    CompiledPolicy anew =
        PolicyCompiler.compile(lines(), Plant.inventory(moved, List.of()), Plant.MONDAY_NOON);
    for (Device device : moved) {
      assertEquals(anew.rulesOf(device.id()), compiled.rulesOf(device.id()));
    }
  }

  @Test
  void endsAComparisonThatFindsNothing() {
    PolicyDocument one =
        Plant.rules(
            "{'id': 'a', 'from': ['any'], 'to': ['any'], 'protocol': 'tcp', 'ports': ['1-9']}");
    PolicyDocument same =
        Plant.rules(
            "{'id': 'a', 'from': ['any'], 'to': ['any'], 'protocol': 'tcp', 'ports': ['1-4']},"
                + "{'id': 'b', 'from': ['any'], 'to': ['any'], 'protocol': 'tcp', 'ports': ['5-9']}");
    assertEquals(
        new PolicyDiff(List.of(), List.of(), false), PolicyDiff.between(one, same, inventory()));
  }

  @Test
  void comparesAndTestsLargeDocumentsWithinBounds() {
    PolicyDiff diff = PolicyDiff.between(lines(), everybody(), inventory());
    assertTrue(!diff.complete() && diff.gained().size() <= PolicyDiff.MAX_LINES);
    PolicyDocument document =
        Plant.document(
            "{'rules': [{'id': 'a', 'from': ['any'], 'to': ['tag:line1']}], 'tests': [{'from':"
                + " 'any', 'to': 'any', 'protocol': 'icmp', 'expect': 'allow'}, {'from': 'any',"
                + " 'to': 'tag:line1', 'protocol': 'icmp', 'expect': 'allow'}]}");
    List<PolicyTests.Outcome> outcomes = PolicyTests.run(document, inventory());
    assertEquals(List.of(false, true), outcomes.stream().map(PolicyTests.Outcome::passed).toList());
  }
}
