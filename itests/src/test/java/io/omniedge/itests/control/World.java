package io.omniedge.itests.control;

import io.omniedge.itests.lab.Host;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rest of the Internet, as gateways see it behind their default route, and what it sees of
 * them: plants hide behind the public addresses of their gateways.
 */
final class World {
  /** Reached through the default route only. */
  static final String ADDRESS = "203.0.113.7";

  private static final String ROUTER = "198.51.100.200";
  private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");

  private final Host host;

  private World(Host host) {
    this.host = host;
  }

  /** Makes it, and lets each gateway forward and translate as an access router does. */
  static World around(ControlLab lab) {
    Host host = lab.outsider("world", 200);
    host.run("ip", "link", "set", "lo", "up");
    host.address("lo", ADDRESS + "/32");
    for (Plant plant : lab.plants()) {
      plant.gateway().run("ip", "route", "add", "default", "via", ROUTER);
      String rules =
          """
          table ip lab-nat {
            chain out {
              type nat hook postrouting priority 100;
              oifname "wan0" masquerade
            }
          }
          """;
      plant.gateway().feed(rules, "nft", "-f", "/dev/stdin");
    }
    StringBuilder counters = new StringBuilder("table ip lab-seen {\n  chain in {\n");
    counters.append("    type filter hook input priority 0;\n");
    for (Plant plant : lab.plants()) {
      counters
          .append("    ip daddr " + ADDRESS + " ip saddr ")
          .append(plant.publicAddress())
          .append(" counter comment \"")
          .append(plant.name())
          .append("\"\n");
    }
    counters.append("    ip daddr " + ADDRESS + " counter comment \"all\"\n  }\n}\n");
    host.feed(counters.toString(), "nft", "-f", "/dev/stdin");
    return new World(host);
  }

  /** How many packets came from the public address of a plant. */
  long seenFrom(Plant plant) {
    return count(plant.name());
  }

  /** How many packets came at all. */
  long seen() {
    return count("all");
  }

  private long count(String comment) {
    for (String line : host.run("nft", "list", "chain", "ip", "lab-seen", "in").split("\n")) {
      Matcher matcher = PACKETS.matcher(line);
      if (line.contains("\"" + comment + "\"") && matcher.find()) {
        return Long.parseLong(matcher.group(1));
      }
    }
    throw new AssertionError("no counter " + comment);
  }
}
