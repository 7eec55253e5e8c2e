package io.omniedge.transport.acl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.transport.session.Drop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** Random packets, rule changes and pauses against a list that does it slowly and plainly. */
class SlowOracleTest {
  private static final String[] OURS = {"10.0.0.1", "10.0.0.2", "fd00::1", "fd00::2"};
  private static final String[] THEIRS = {"10.0.1.1", "10.0.2.2", "fd00:1::1", "fd00:1::2"};
  private static final int[] PROTOCOLS = {6, 17, 132, 47};

  @Property(tries = 300)
  void passesWhatTheOraclePasses(@ForAll @LongRange(min = 0) long seed) {
    java.util.Random random = new java.util.Random(seed);
    Gate gate = new Gate();
    List<AccessRule> rules = rules(random);
    gate.enforce(rules.toArray(AccessRule[]::new));
    Map<String, Flow> flows = new HashMap<>();
    for (int step = 0; step < 300; step++) {
      switch (random.nextInt(40)) {
        case 0 -> {
          rules = rules(random);
          gate.enforce(rules.toArray(AccessRule[]::new));
        }
        case 1 -> gate.pass(random.nextInt(400));
        default -> {
          Packet packet = Packet.any(random);
          Drop expected = judge(packet, rules, flows, gate.now);
          Drop is = packet.outwards ? gate.send(packet.bytes()) : gate.receive(packet.bytes());
          assertEquals(expected, is, packet + " at step " + step + " with " + rules);
        }
      }
    }
  }

  /** Who opened it, and when it was used last. */
  private record Flow(String opener, AccessRule like, long seen, boolean answered) {}

  private static @org.jspecify.annotations.Nullable Drop judge(
      Packet packet, List<AccessRule> rules, Map<String, Flow> flows, long now) {
    String key = packet.key();
    Flow flow = flows.get(key);
    if (flow != null && now - flow.seen >= limit(packet.protocol, flow.answered)) {
      flows.remove(key);
      flow = null;
    }
    if (flow != null) {
      AccessRule like = flow.like;
      if (rules.stream().anyMatch(rule -> allows(rule, like))) {
        boolean answered = flow.answered || !flow.opener.equals(packet.from);
        // The table knows the last packet to the second.
        long seen = now - flow.seen >= 1_000_000_000L ? now : flow.seen;
        flows.put(key, new Flow(flow.opener, like, seen, answered));
        return null;
      }
      flows.remove(key);
    }
    AccessRule like = packet.asRule();
    if (rules.stream().noneMatch(rule -> allows(rule, like))) {
      return Drop.ACL_REFUSED;
    }
    flows.put(key, new Flow(packet.from, like, now, false));
    return null;
  }

  private static long limit(int protocol, boolean answered) {
    if (protocol != 6) {
      return 300_000_000_000L;
    }
    return answered ? 7440_000_000_000L : 240_000_000_000L;
  }

  /** {@code flow} is a rule for exactly one flow. */
  private static boolean allows(AccessRule rule, AccessRule flow) {
    var source = flow.sources().get(0);
    var destination = flow.destinations().get(0);
    return (rule.protocol() == 0 || rule.protocol() == flow.protocol())
        && rule.sources().stream().anyMatch(prefix -> contains(prefix, source))
        && rule.destinations().stream().anyMatch(prefix -> contains(prefix, destination))
        && (rule.ports().isEmpty()
            || rule.ports().stream().anyMatch(r -> r.contains(flow.ports().get(0).first())));
  }

  private static boolean contains(io.omniedge.tun.IpPrefix wide, io.omniedge.tun.IpPrefix host) {
    return wide.isIpv4() == host.isIpv4()
        && new io.omniedge.tun.IpPrefix(host.address(), wide.length())
            .network()
            .equals(wide.network());
  }

  private static List<AccessRule> rules(java.util.Random random) {
    List<AccessRule> rules = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      boolean v6 = random.nextBoolean();
      boolean outwards = random.nextBoolean();
      String near = v6 ? "fd00::" + (1 + random.nextInt(2)) + "/128" : "10.0.0.0/24";
      String far = v6 ? "fd00:1::/64" : random.nextBoolean() ? "10.0.2.2/32" : "10.0.0.0/8";
      int protocol = random.nextInt(3) == 0 ? 0 : PROTOCOLS[random.nextInt(4)];
      PortRange[] ports =
          InnerHeader.hasPorts(protocol) && random.nextBoolean()
              ? new PortRange[] {new PortRange(1, 2), new PortRange(4, 4)}
              : new PortRange[0];
      rules.add(Gate.rule(outwards ? near : far, outwards ? far : near, protocol, ports));
    }
    return rules;
  }

  private record Packet(
      boolean outwards, String from, int fromPort, String to, int toPort, int protocol) {
    static Packet any(java.util.Random random) {
      boolean outwards = random.nextBoolean();
      int family = random.nextInt(2) * 2;
      String ours = OURS[family + random.nextInt(2)];
      String theirs = THEIRS[family + random.nextInt(2)];
      int protocol = PROTOCOLS[random.nextInt(4)];
      boolean ports = protocol != 47;
      int one = ports ? random.nextInt(5) : 0;
      int other = ports ? random.nextInt(5) : 0;
      return new Packet(
          outwards, outwards ? ours : theirs, one, outwards ? theirs : ours, other, protocol);
    }

    String key() {
      String a = from + " " + fromPort;
      String b = to + " " + toPort;
      return protocol + (a.compareTo(b) < 0 ? a + " " + b : b + " " + a);
    }

    AccessRule asRule() {
      return protocol == 47
          ? Gate.rule(from, to, protocol)
          : Gate.rule(from, to, protocol, Gate.port(toPort));
    }

    byte[] bytes() {
      return switch (protocol) {
        case 6 -> InnerPacket.tcp(from, fromPort, to, toPort, InnerPacket.ACK);
        case 47 -> InnerPacket.ip(from, to, 47, new byte[8]);
        default -> InnerPacket.ip(from, to, protocol, InnerPacket.datagram(fromPort, toPort, 8));
      };
    }
  }
}
