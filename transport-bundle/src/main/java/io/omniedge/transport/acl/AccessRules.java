package io.omniedge.transport.acl;

import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.tun.IpPrefix;
import java.util.List;

/**
 * A list of rules, made ready for packets: what none of them allows is refused. Immutable; any
 * thread; allocates nothing when asked.
 *
 * <p>Asked for the first packet of a flow and after a change only, so the rules are walked one by
 * one; the cheap questions come first, and the addresses of a rule are found in a trie however many
 * it has.
 */
public final class AccessRules {
  private final List<AccessRule> rules;
  private final Compiled[] compiled;

  private AccessRules(List<AccessRule> rules) {
    this.rules = rules;
    this.compiled = rules.stream().map(Compiled::new).toArray(Compiled[]::new);
  }

  /** Makes rules ready; an empty list refuses everything. */
  public static AccessRules of(List<AccessRule> rules) {
    return new AccessRules(List.copyOf(rules));
  }

  /** As they were given. */
  public List<AccessRule> rules() {
    return rules;
  }

  /**
   * Whether a flow may be opened.
   *
   * @param header a packet of it
   * @param reversed whether that packet comes from the one who is called
   */
  boolean allow(InnerHeader header, boolean reversed) {
    int port = reversed ? header.sourcePort : header.destinationPort;
    for (Compiled rule : compiled) {
      if (rule.allows(header, reversed, port)) {
        return true;
      }
    }
    return false;
  }

  /** One rule; the order of its questions is that of their cost. */
  private static final class Compiled {
    private final int protocol;
    private final PortRange[] ports;
    private final AllowedIps<Boolean> sources;
    private final AllowedIps<Boolean> destinations;

    Compiled(AccessRule rule) {
      protocol = rule.protocol();
      ports = rule.ports().toArray(PortRange[]::new);
      sources = set(rule.sources());
      destinations = set(rule.destinations());
    }

    private static AllowedIps<Boolean> set(List<IpPrefix> prefixes) {
      AllowedIps<Boolean> set = new AllowedIps<>();
      for (IpPrefix prefix : prefixes) {
        set.put(prefix, Boolean.TRUE);
      }
      return set;
    }

    boolean allows(InnerHeader header, boolean reversed, int port) {
      if (protocol != AccessRule.ANY_PROTOCOL && protocol != header.protocol) {
        return false;
      }
      return allowsPort(port)
          && header.destinationIsIn(reversed ? sources : destinations)
          && header.sourceIsIn(reversed ? destinations : sources);
    }

    private boolean allowsPort(int port) {
      for (PortRange range : ports) {
        if (range.contains(port)) {
          return true;
        }
      }
      return ports.length == 0;
    }
  }
}
