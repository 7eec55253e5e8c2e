package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Health;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Prefix;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Random networks and documents, small enough to ask everything. */
final class World {
  static final Instant START = Instant.parse("2026-03-02T06:30:00Z");

  private static final List<String> PORTS =
      List.of("22", "80", "79-81", "502", "0-21", "8000-65535");
  private static final List<String> PROTOCOLS = List.of("tcp", "udp", "icmp", "sctp", "47", "58");
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "sun");
  private static final List<String> HOURS =
      List.of("00:00-24:00", "06:00-07:00", "07:00-12:00", "12:00-24:00", "00:00-06:31");

  /** With every port and every network above, one inside and one beside. */
  static final List<Integer> ASKED_PORTS = List.of(0, 21, 22, 79, 80, 81, 502, 7999, 65535);

  static final List<Integer> ASKED_PROTOCOLS = List.of(1, 6, 17, 47, 50, 58, 132);

  private final Random random;

  World(long seed) {
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(int percent) {
    return below(100) < percent;
  }

  <T> T oneOf(List<T> some) {
    return some.get(below(some.size()));
  }

  private Set<String> someOf(List<String> all, int percent) {
    Set<String> some = new HashSet<>();
    for (String one : all) {
      if (chance(percent)) {
        some.add(one);
      }
    }
    return some;
  }

  Inventory inventory(int devices) {
    List<Device> some = new ArrayList<>();
    List<Site> sites = new ArrayList<>();
    for (int i = 1; i <= devices; i++) {
      some.add(device(i));
      if (chance(60)) {
        sites.add(site("s" + i, i));
      }
    }
    return Plant.inventory(some, sites);
  }

  Device device(int number) {
    List<Prefix> addresses = new ArrayList<>();
    int families = below(5);
    if (families != 0) {
      addresses.add(Prefix.parse("100.64.0." + number));
    }
    if (families > 1 || families == 0) {
      addresses.add(Prefix.parse("fd00::" + number));
    }
    List<Prefix> routes = new ArrayList<>();
    if (chance(60)) {
      routes.add(Prefix.parse("192.168." + number + ".0/24"));
    }
    if (chance(20)) {
      routes.add(Prefix.parse("fd0" + number + "::/64"));
    }
    return new Device(
        "d-" + number,
        "n" + number,
        chance(90),
        someOf(List.of("a", "b", "c"), 40),
        someOf(List.of("x", "y"), 30),
        addresses,
        routes,
        health());
  }

  private Health health() {
    return new Health(
        "1.0",
        chance(50),
        START.minus(Duration.ofMinutes(below(120))),
        START,
        Map.of("os", oneOf(List.of("linux", "other"))));
  }

  Site site(String name, int number) {
    return new Site(
        name,
        "d-" + number,
        chance(50)
            ? Plant.prefixes("192.168." + number + ".0/24")
            : Plant.prefixes("192.168." + number + ".128/25", "10.1.0.0/16"),
        Plant.hosts("h", "192.168." + number + "." + oneOf(List.of("5", "200"))));
  }

  /** Where flows may begin and end: own addresses, and in networks on both sides of each cut. */
  static List<Prefix> places(Device device) {
    List<Prefix> places = new ArrayList<>(device.addresses());
    for (Prefix route : device.routes()) {
      for (int host : route.isIpv4() ? new int[] {0, 5, 6, 128, 200, 255} : new int[] {0, 9}) {
        places.add(route.host(BigInteger.valueOf(host)));
      }
    }
    return places;
  }

  JsonObject document(boolean withConditions) {
    TreeMap<String, JsonValue> services = new TreeMap<>();
    services.put("v1", service());
    services.put("v2/web", service());
    List<JsonValue> rules = new ArrayList<>();
    int count = 1 + below(5);
    for (int i = 0; i < count; i++) {
      rules.add(rule("r" + i, withConditions));
    }
    return JsonObject.builder()
        .put(
            "groups",
            JsonObject.builder().put("x", words(false, 2)).put("z", words(false, 3)).build())
        .put("services", new JsonObject(services))
        .put("postures", postures())
        .put("rules", new JsonArray(rules))
        .build();
  }

  private JsonObject postures() {
    return JsonObject.builder()
        .put(
            "fit",
            JsonObject.builder()
                .put("seenWithinMinutes", 60 + below(60))
                .put("attributes", JsonObject.builder().put("os", List.of("linux")).build())
                .build())
        .build();
  }

  private JsonObject service() {
    JsonObject.Builder service = JsonObject.builder().put("at", place());
    addTraffic(service);
    return service.build();
  }

  private void addTraffic(JsonObject.Builder builder) {
    if (chance(70)) {
      String protocol = oneOf(PROTOCOLS);
      builder.put("protocol", protocol);
      if (List.of("tcp", "udp", "sctp").contains(protocol) && chance(80)) {
        List<JsonValue> ports = new ArrayList<>();
        ports.add(new JsonString(oneOf(PORTS)));
        ports.add(chance(50) ? JsonNumber.of(502) : new JsonString(oneOf(PORTS)));
        builder.put("ports", new JsonArray(ports));
      }
    }
  }

  private JsonObject rule(String id, boolean withConditions) {
    JsonObject.Builder rule = JsonObject.builder().put("id", id);
    if (chance(30)) {
      rule.put("between", words(true, 2));
      if (chance(60)) {
        rule.put("and", words(true, 2));
      }
      addTraffic(rule);
    } else {
      rule.put("from", words(true, 2));
      if (chance(25)) {
        rule.put("to", List.of("service:v1", "service:v2/web"));
      } else {
        rule.put("to", words(true, 2));
        addTraffic(rule);
      }
    }
    if (withConditions && chance(30)) {
      rule.put("posture", List.of("fit"));
    }
    if (withConditions && chance(30)) {
      rule.put(
          "when",
          JsonObject.builder()
              .put("days", List.of(oneOf(DAYS), "mon"))
              .put("hours", List.of(oneOf(HOURS), oneOf(HOURS)))
              .put("zone", "UTC")
              .build());
    }
    return rule.build();
  }

  private List<String> words(boolean groups, int most) {
    List<String> words = new ArrayList<>();
    int count = 1 + below(most);
    for (int i = 0; i < count; i++) {
      words.add(word(groups));
    }
    return words;
  }

  String word(boolean groups) {
    return switch (below(groups ? 7 : 4)) {
      case 0, 1 -> place();
      case 2, 3 -> "tag:" + oneOf(List.of("a", "b", "c", "none"));
      case 4, 5 -> "group:" + oneOf(List.of("x", "y", "z"));
      default -> "any";
    };
  }

  private String place() {
    int number = 1 + below(4);
    return switch (below(6)) {
      case 0 -> "device:n" + number;
      case 1 -> "device:d-" + number;
      case 2 -> "site:s" + number;
      case 3 -> "site:s" + number + "/" + oneOf(List.of("h", "192.168." + number + ".5"));
      case 4 ->
          "address:"
              + oneOf(
                  List.of(
                      "192.168." + number + ".128/25",
                      "192.168." + number + ".5",
                      "100.64.0." + number,
                      "192.168.0.0/16",
                      "fd00::/64"));
      default -> "site:s" + number;
    };
  }

  /** A document of the house from one of the world. */
  static PolicyDocument read(JsonObject document) {
    try {
      return PolicyDocument.parse(document.toJson());
    } catch (ProtocolException e) {
      throw new AssertionError(document.toJson(), e);
    }
  }
}
