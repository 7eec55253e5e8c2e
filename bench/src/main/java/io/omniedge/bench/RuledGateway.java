package io.omniedge.bench;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.acl.AccessRule;
import io.omniedge.transport.acl.AccessRules;
import io.omniedge.transport.acl.PortRange;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.tun.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our tunnel with or without access rules, for a comparison in which nothing else differs.
 *
 * <pre>java io.omniedge.bench.RuledGateway INTERFACE RULES</pre>
 */
public final class RuledGateway {
  private RuledGateway() {}

  /** With so many rules; none at all for 0. */
  static Implementation implementation(int rules) {
    List<String> command = Command.java(RuledGateway.class);
    command.addAll(List.of("@INTERFACE", Integer.toString(rules)));
    return new Implementation(
        rules == 0 ? "without rules" : rules + " rules",
        command,
        Map.of(),
        Optional.empty(),
        false);
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    AccessControl access = new AccessControl(System.nanoTime());
    int count = Integer.parseInt(arguments[1]);
    if (count > 0) {
      access.enforce(rules(count), List.of());
    }
    BareGateway.run(arguments[0], CryptoSuite.select(CryptoOptions.fromSystemProperties()), access);
  }

  /** The last one allows the traffic of the benchmark; the others are there to be walked. */
  static AccessRules rules(int count) {
    List<AccessRule> rules = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      rules.add(
          rule(
              List.of("10.77.1." + i + "/32", "fd77:1::" + i + "/128"),
              List.of("10.77.1.0/24", "fd77:1::/64"),
              6,
              List.of(new PortRange(443, 443), new PortRange(5000 + i, 5000 + i))));
    }
    List<String> all = List.of("10.77.0.0/24", "fd77::/64");
    rules.add(rule(all, all, AccessRule.ANY_PROTOCOL, List.of()));
    return AccessRules.of(rules);
  }

  private static AccessRule rule(
      List<String> from, List<String> to, int protocol, List<PortRange> ports) {
    return new AccessRule(
        from.stream().map(IpPrefix::parse).toList(),
        to.stream().map(IpPrefix::parse).toList(),
        protocol,
        ports);
  }
}
