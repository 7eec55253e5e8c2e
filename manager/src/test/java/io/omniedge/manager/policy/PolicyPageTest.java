package io.omniedge.manager.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Health;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.net.Prefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/policy.md are true. */
class PolicyPageTest {
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```(json|text) ([a-z]+)(?: ([^\n]*))?\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private record Block(String kind, String argument, String text) {}

  private static List<Block> blocks(String kind) throws Exception {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(Path.of("../docs/policy.md")));
    while (matcher.find()) {
      String argument = matcher.group(3);
      blocks.add(
          new Block(matcher.group(2), argument == null ? "" : argument, matcher.group(4).strip()));
    }
    blocks.removeIf(block -> !block.kind.equals(kind));
    assertTrue(!blocks.isEmpty(), kind);
    return blocks;
  }

  private static Inventory inventory() throws Exception {
    Fields network = Fields.of((JsonObject) JsonReader.read(blocks("network").getFirst().text));
    TreeMap<String, Device> devices = new TreeMap<>();
    Fields byId = network.object("devices");
    for (String id : byId.object().members().keySet()) {
      Fields fields = byId.object(id);
      devices.put(
          id,
          new Device(
              id,
              fields.text("name", 60),
              true,
              Set.copyOf(fields.texts("tags", 9, 60, text -> text)),
              Set.of(),
              fields.texts("addresses", 9, 60, Prefix::parse),
              fields.texts("routes", 9, 60, Prefix::parse),
              new Health(
                  fields.optionalText("version", 60).orElse(""),
                  true,
                  Plant.MONDAY_NOON,
                  Plant.MONDAY_NOON,
                  Map.of())));
    }
    TreeMap<String, Site> sites = new TreeMap<>();
    Fields byName = network.object("sites");
    for (String name : byName.object().members().keySet()) {
      Fields fields = byName.object(name);
      TreeMap<String, Prefix> hosts = new TreeMap<>();
      Fields named = fields.objectOrEmpty("hosts");
      for (String host : named.object().members().keySet()) {
        hosts.put(host, named.parsed(host, 60, Prefix::parse));
      }
      sites.put(
          name,
          new Site(
              name,
              fields.text("device", 60),
              fields.texts("prefixes", 9, 60, Prefix::parse),
              hosts));
    }
    return new Inventory(devices, sites, new TreeMap<>());
  }

  private static String policy() throws Exception {
    return blocks("policy").getFirst().text;
  }

  @Test
  void documentIsAccepted() throws Exception {
    PolicyDocument document = PolicyDocument.parse(policy());
    for (PolicyTests.Outcome outcome : PolicyTests.run(document, inventory())) {
      assertTrue(outcome.passed(), outcome::toString);
    }
    assertEquals(
        List.of("groups.control-room[1] \"tag:operator\": no device has this tag"),
        PolicyFindings.of(document, inventory()).stream().map(PolicyFinding::toString).toList());
  }

  @Test
  void testFailsAsItSays() throws Exception {
    String changed = policy().replace("\"scada\", \"tag:operator\"", "\"tag:operator\"");
    assertNotEquals(policy(), changed);
    List<String> failed =
        PolicyTests.run(PolicyDocument.parse(changed), inventory()).stream()
            .filter(outcome -> !outcome.passed())
            .map(PolicyTests.Outcome::toString)
            .toList();
    assertEquals(blocks("failing").getFirst().text, String.join("\n", failed));
  }

  @Test
  void testWithoutWhatItNeedsIsRefusedAsItSays() throws Exception {
    Block block = blocks("incomplete").getFirst();
    String document = "{\"rules\": [], \"tests\": [" + block.argument + "]}";
    ProtocolException refused =
        assertThrows(ProtocolException.class, () -> PolicyDocument.parse(document));
    assertEquals(block.text, refused.getMessage());
  }

  @Test
  void explanationsAreWhatIsSaid() throws Exception {
    for (Block block : blocks("why")) {
      String[] asked = block.argument.split(" ");
      assertEquals(
          block.text,
          Why.explain(
                  PolicyDocument.parse(policy()),
                  inventory(),
                  Plant.MONDAY_NOON,
                  asked[0],
                  asked[1],
                  asked.length > 2 ? asked[2] : "",
                  asked.length > 3 ? Integer.parseInt(asked[3]) : -1)
              .toString());
    }
  }

  @Test
  void differenceIsWhatIsSaid() throws Exception {
    String changed =
        policy()
            .replace("\"to\": [\"service:plc1/modbus\"]", "\"to\": [\"site:berlin/plc1\"]")
            .replaceAll("\"when\": [^\n]*\n", "");
    PolicyDiff diff =
        PolicyDiff.between(
            PolicyDocument.parse(policy()), PolicyDocument.parse(changed), inventory());
    List<String> lines = new ArrayList<>(diff.gained().stream().map(line -> "+ " + line).toList());
    diff.lost().forEach(line -> lines.add("- " + line));
    assertEquals(blocks("diff").getFirst().text, String.join("\n", lines));
    assertTrue(diff.complete());
  }
}
