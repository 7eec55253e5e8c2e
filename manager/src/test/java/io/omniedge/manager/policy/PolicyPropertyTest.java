package io.omniedge.manager.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.FlowRule;
import io.omniedge.protocol.map.PortRange;
import io.omniedge.protocol.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PolicyPropertyTest {
  /** What somebody may ask of two devices. */
  @FunctionalInterface
  private interface Question {
    void ask(Device a, Prefix source, Device b, Prefix target, int protocol, int port);
  }

  private static void askAll(Inventory inventory, Question question) {
    for (Device a : inventory.devices().values()) {
      for (Device b : inventory.devices().values()) {
        askBetween(a, b, question);
      }
    }
  }

  private static void askBetween(Device a, Device b, Question question) {
    for (Prefix source : World.places(a)) {
      for (Prefix target : World.places(b)) {
        if (source.isIpv4() != target.isIpv4()) {
          continue; // there is no such packet
        }
        for (int protocol : World.ASKED_PROTOCOLS) {
          List<Integer> ports = IpProtocol.hasPorts(protocol) ? World.ASKED_PORTS : List.of(0);
          for (int port : ports) {
            question.ask(a, source, b, target, protocol, port);
          }
        }
      }
    }
  }

  @Property(tries = 100)
  void compilesToWhatTheDocumentSays(@ForAll long seed) {
    World world = new World(seed);
    Inventory inventory = world.inventory(4);
    JsonObject document = world.document(true);
    Instant now = World.START.plus(Duration.ofMinutes(world.below(10_000)));
    CompiledPolicy compiled = PolicyCompiler.compile(World.read(document), inventory, now);
    Oracle oracle = new Oracle(document, inventory, now, false);
    Map<String, SortedSet<String>> peers = new TreeMap<>();
    Map<String, SortedSet<String>> routedPeers = new TreeMap<>();
    askAll(
        inventory,
        (a, source, b, target, protocol, port) -> {
          boolean allowed = oracle.allows(a, source, b, target, protocol, port);
          boolean opened = passes(compiled, a, source, target, protocol, port);
          boolean accepted = passes(compiled, b, source, target, protocol, port);
          if (!a.id().equals(b.id())) {
            assertEquals(allowed, opened && accepted, document::toJson);
          }
          if (allowed) {
            peers.computeIfAbsent(a.id(), _ -> new TreeSet<>()).add(b.id());
            peers.computeIfAbsent(b.id(), _ -> new TreeSet<>()).add(a.id());
            if (!b.addresses().contains(target)) {
              routedPeers.computeIfAbsent(a.id(), _ -> new TreeSet<>()).add(b.id());
            }
            if (!a.addresses().contains(source)) {
              routedPeers.computeIfAbsent(b.id(), _ -> new TreeSet<>()).add(a.id());
            }
          }
        });
    for (String id : inventory.devices().keySet()) {
      assertEquals(
          List.copyOf(peers.getOrDefault(id, new TreeSet<>())), compiled.rulesOf(id).peers());
      assertEquals(
          List.copyOf(routedPeers.getOrDefault(id, new TreeSet<>())),
          compiled.rulesOf(id).routedPeers());
    }
  }

  @Property(tries = 100)
  void givesADeviceNoRuleAboutOthers(@ForAll long seed) {
    World world = new World(seed);
    Inventory inventory = world.inventory(4);
    CompiledPolicy compiled =
        PolicyCompiler.compile(World.read(world.document(false)), inventory, World.START);
    for (Device device : inventory.devices().values()) {
      List<Prefix> own = World.places(device);
      for (FlowRule rule : compiled.rulesOf(device.id()).rules().values()) {
        assertEquals(
            true,
            own.stream()
                .anyMatch(
                    place ->
                        Prefixes.contain(rule.sources(), place)
                            || Prefixes.contain(rule.destinations(), place)));
      }
      for (Device other : inventory.devices().values()) {
        for (Device third : inventory.devices().values()) {
          if (!other.id().equals(device.id()) && !third.id().equals(device.id())) {
            askBetween(
                other,
                third,
                (_, source, _, target, protocol, port) ->
                    assertFalse(passes(compiled, device, source, target, protocol, port)));
          }
        }
      }
    }
  }

  private static boolean passes(
      CompiledPolicy compiled,
      Device device,
      Prefix source,
      Prefix target,
      int protocol,
      int port) {
    return compiled.rulesOf(device.id()).rules().values().stream()
        .anyMatch(
            rule ->
                Prefixes.contain(rule.sources(), source)
                    && Prefixes.contain(rule.destinations(), target)
                    && (rule.protocol() == 0 || rule.protocol() == protocol)
                    && (rule.ports().isEmpty()
                        || rule.ports().stream().anyMatch(range -> range.contains(port))));
  }

  @Property(tries = 100)
  void followsChangesAsIfCompiledAnew(@ForAll long seed) {
    World world = new World(seed);
    Inventory inventory = world.inventory(5);
    PolicyDocument document = World.read(world.document(true));
    TreeMap<String, Device> devices = new TreeMap<>(inventory.devices());
    TreeMap<String, Site> sites = new TreeMap<>(inventory.sites());
    Instant now = World.START;
    CompiledPolicy followed = PolicyCompiler.compile(document, inventory, now);
    for (int step = 0; step < 15; step++) {
      CompiledPolicy before =
          PolicyCompiler.compile(document, new Inventory(devices, sites, new TreeMap<>()), now);
      SortedSet<String> affected;
      int number = 1 + world.below(6);
      switch (world.below(6)) {
        case 0 -> {
          devices.remove("d-" + number);
          affected = followed.remove("d-" + number);
        }
        case 1 -> {
          Site site = world.site("s" + number, 1 + world.below(6));
          sites.put(site.name(), site);
          affected = followed.putSite(site);
        }
        case 2 -> {
          sites.remove("s" + number);
          affected = followed.removeSite("s" + number);
        }
        case 3 -> {
          Optional<Instant> next = followed.nextChange();
          if (next.isPresent() && world.chance(50)) {
            Instant just = next.get().minusNanos(1);
            assertEquals(new TreeSet<>(), followed.advance(just));
            now = next.get();
          } else {
            now = now.plus(Duration.ofMinutes(world.below(3_000) - 500));
          }
          affected = followed.advance(now);
        }
        default -> {
          Device device = world.device(number);
          devices.put(device.id(), device);
          affected = followed.put(device);
        }
      }
      CompiledPolicy anew =
          PolicyCompiler.compile(document, new Inventory(devices, sites, new TreeMap<>()), now);
      SortedSet<String> changed = anew.changedSince(before);
      changed.retainAll(devices.keySet());
      assertEquals(new TreeSet<>(), followed.changedSince(anew));
      affected.retainAll(before.changedSince(anew)); // a new device without rules counts too
      assertEquals(changed, affected);
      assertEquals(anew.nextChange(), followed.nextChange());
    }
  }

  @Property(tries = 40)
  void namesNobodyAffectedWhoseRulesStay(@ForAll long seed) {
    World world = new World(seed);
    Inventory inventory = world.inventory(5);
    CompiledPolicy compiled =
        PolicyCompiler.compile(World.read(world.document(false)), inventory, World.START);
    for (int step = 0; step < 10; step++) {
      Map<String, DeviceRules> before = new TreeMap<>();
      inventory.devices().keySet().forEach(id -> before.put(id, compiled.rulesOf(id)));
      SortedSet<String> changed = new TreeSet<>();
      SortedSet<String> affected = compiled.put(world.device(1 + world.below(5)));
      before.forEach(
          (id, rules) -> {
            if (!rules.equals(compiled.rulesOf(id))) {
              changed.add(id);
            }
          });
      assertEquals(changed, affected);
    }
  }

  @Property(tries = 40)
  void compilesTheSameWhateverTheOrderOfDevices(@ForAll long seed) {
    World world = new World(seed);
    Inventory inventory = world.inventory(5);
    PolicyDocument document = World.read(world.document(true));
    CompiledPolicy atOnce = PolicyCompiler.compile(document, inventory, World.START);
    CompiledPolicy backwards =
        PolicyCompiler.compile(
            document,
            new Inventory(new TreeMap<>(), inventory.sites(), new TreeMap<>()),
            World.START);
    inventory.devices().reversed().values().forEach(backwards::put);
    for (String id : inventory.devices().keySet()) {
      assertEquals(atOnce.rulesOf(id).rules().toString(), backwards.rulesOf(id).rules().toString());
      assertEquals(atOnce.rulesOf(id), backwards.rulesOf(id));
    }
  }

  @Property(tries = 100)
  void runsTestsAsTheDocumentSays(@ForAll long seed) {
    World world = new World(seed);
    Inventory inventory = world.inventory(4);
    JsonObject bare = world.document(true);
    int protocol = world.oneOf(List.of(6, 17));
    int port = world.oneOf(World.ASKED_PORTS);
    String from = world.word(true);
    String to = world.word(true);
    Oracle everybody = new Oracle(rule(bare, from, "any"), inventory, World.START, true);
    Oracle target = new Oracle(rule(bare, "any", to), inventory, World.START, true);
    Oracle oracle = new Oracle(bare, inventory, World.START, true);
    List<Boolean> verdicts = new ArrayList<>();
    askAll(
        inventory,
        (a, source, b, destination, asked, askedPort) -> {
          if (asked == protocol
              && askedPort == port
              && everybody.allows(a, source, b, destination, asked, askedPort)
              && target.allows(a, source, b, destination, asked, askedPort)) {
            verdicts.add(oracle.allows(a, source, b, destination, asked, askedPort));
          }
        });
    assertEquals(
        !verdicts.isEmpty() && !verdicts.contains(false),
        passes(inventory, bare, from, to, protocol, port, "allow"));
    assertEquals(
        !verdicts.isEmpty() && !verdicts.contains(true),
        passes(inventory, bare, from, to, protocol, port, "deny"));
  }

  /** The document with this for its only rule. */
  private static JsonObject rule(JsonObject document, String from, String to) {
    TreeMap<String, JsonValue> members = new TreeMap<>(document.members());
    members.put(
        "rules",
        new JsonArray(
            List.of(
                JsonObject.builder()
                    .put("id", "only")
                    .put("from", List.of(from))
                    .put("to", List.of(to))
                    .build())));
    return new JsonObject(members);
  }

  private static boolean passes(
      Inventory inventory,
      JsonObject document,
      String from,
      String to,
      int protocol,
      int port,
      String expect) {
    TreeMap<String, JsonValue> members = new TreeMap<>(document.members());
    members.put(
        "tests",
        new JsonArray(
            List.of(
                JsonObject.builder()
                    .put("from", from)
                    .put("to", to)
                    .put("protocol", "" + protocol)
                    .put("port", port)
                    .put("expect", expect)
                    .build())));
    return PolicyTests.run(World.read(new JsonObject(members)), inventory).getFirst().passed();
  }

  @Property(tries = 100)
  void comparesDocumentsAsTheySay(@ForAll long seed) {
    World world = new World(seed);
    Inventory inventory = world.inventory(4);
    JsonObject before = world.document(false);
    JsonObject after = world.chance(20) ? before : world.document(false);
    Oracle then = new Oracle(before, inventory, World.START, true);
    Oracle now = new Oracle(after, inventory, World.START, true);
    SortedSet<String> gained = new TreeSet<>();
    SortedSet<String> lost = new TreeSet<>();
    askAll(
        inventory,
        (a, source, b, target, protocol, port) -> {
          boolean was = then.allows(a, source, b, target, protocol, port);
          boolean is = now.allows(a, source, b, target, protocol, port);
          if (was != is) {
            (is ? gained : lost).add(a.id() + " " + b.id());
          }
        });
    PolicyDiff diff = PolicyDiff.between(World.read(before), World.read(after), inventory);
    assertEquals(gained, ends(inventory, diff.gained()));
    assertEquals(lost, ends(inventory, diff.lost()));
    assertEquals(true, diff.complete());
  }

  /** The devices at the ends of the lines; the examples look at whole lines. */
  private static SortedSet<String> ends(Inventory inventory, List<String> lines) {
    SortedSet<String> ends = new TreeSet<>();
    for (String line : lines) {
      String[] sides = line.split(" -> ");
      ends.add(end(inventory, sides[0]) + " " + end(inventory, sides[1]));
    }
    return ends;
  }

  private static String end(Inventory inventory, String words) {
    String name = words.split(" ")[0];
    Site site = inventory.sites().get(name.replace("site:", ""));
    return site == null ? name.replace("device:n", "d-") : site.device();
  }

  @Property(tries = 100)
  void explainsWhatTheDocumentSays(@ForAll long seed) throws ProtocolException {
    World world = new World(seed);
    Inventory inventory = world.inventory(4);
    JsonObject document = world.document(true);
    PolicyDocument read = World.read(document);
    Oracle oracle = new Oracle(document, inventory, World.START, false);
    for (int i = 0; i < 50; i++) {
      Device a = world.oneOf(List.copyOf(inventory.devices().values()));
      Device b = world.oneOf(List.copyOf(inventory.devices().values()));
      Prefix source = world.oneOf(World.places(a));
      Prefix target = world.oneOf(World.places(b));
      int protocol = world.oneOf(List.of(6, 17, 47, 1));
      int port = IpProtocol.hasPorts(protocol) ? world.oneOf(World.ASKED_PORTS) : -1;
      if (a.id().equals(b.id()) || source.isIpv4() != target.isIpv4()) {
        continue;
      }
      Explanation explanation =
          Why.explain(
              read,
              inventory,
              World.START,
              source.address().getHostAddress(),
              target.address().getHostAddress(),
              "" + protocol,
              port);
      assertEquals(
          oracle.allows(a, source, b, target, protocol, Math.max(port, 0)),
          explanation.allowed(),
          explanation::toString);
      assertEquals(explanation.allowed(), !explanation.rules().isEmpty());
      assertFalse(explanation.reasons().isEmpty());
    }
  }

  @Property(tries = 100)
  void partsSayWhatEachOfThemSaysAlone(@ForAll long seed) throws ProtocolException {
    World world = new World(seed);
    Inventory inventory = world.inventory(4);
    PolicyDocument read = World.read(world.document(true));
    for (int i = 0; i < 20; i++) {
      Device a = world.oneOf(List.copyOf(inventory.devices().values()));
      Device b = world.oneOf(List.copyOf(inventory.devices().values()));
      Prefix source = world.oneOf(World.places(a));
      Prefix target = world.oneOf(World.places(b));
      if (a.id().equals(b.id()) || source.isIpv4() != target.isIpv4()) {
        continue;
      }
      String from = source.address().getHostAddress();
      String to = target.address().getHostAddress();
      Explanation all = Why.explain(read, inventory, World.START, from, to, "", -1);
      for (int port : World.ASKED_PORTS) {
        Explanation one = Why.explain(read, inventory, World.START, from, to, "tcp", port);
        assertEquals(one.allowed(), allowedByParts(all, port), all::toString);
      }
    }
  }

  private static boolean allowedByParts(Explanation all, int port) {
    List<String> words =
        all.parts().stream()
            .filter(part -> part.allowed())
            .flatMap(part -> part.traffic().stream())
            .toList();
    boolean named =
        all.parts().stream()
            .flatMap(part -> part.traffic().stream())
            .anyMatch(text -> text.startsWith("tcp"));
    return words.contains("any")
        || words.contains("tcp")
        || (!named && words.contains("other protocols"))
        || words.stream()
            .filter(text -> text.startsWith("tcp/"))
            .flatMap(text -> Arrays.stream(text.substring("tcp/".length()).split(",")))
            .anyMatch(range -> PortRange.parse(range).contains(port));
  }
}
