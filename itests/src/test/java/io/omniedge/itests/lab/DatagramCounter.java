package io.omniedge.itests.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts WireGuard messages by type as they pass a host, independent of what the gateways say, with
 * nftables.
 */
public final class DatagramCounter {
  private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");

  private final Host host;
  private final String chain;

  private DatagramCounter(Host host, String chain) {
    this.host = host;
    this.chain = chain;
  }

  /** Cookie replies (type 3) that come in. */
  public static DatagramCounter cookieReplies(Host host) {
    return count(host, "cookies", "input", "@th,64,8 3 udp length 72");
  }

  /** Initiations (type 1) that go out with something in mac2, bytes 132 to 147 of the message. */
  public static DatagramCounter initiationsWithMac2(Host host) {
    return count(host, "mac2", "output", "@th,64,8 1 udp length 156 @th,1120,32 != 0");
  }

  /** Encrypted packets (type 4) that come in with this DSCP in their IPv4 header. */
  public static DatagramCounter dataOfClass(Host host, int dscp) {
    return count(host, "dscp" + dscp, "input", "udp dport 51820 @th,64,8 4 ip dscp " + dscp);
  }

  private static DatagramCounter count(Host host, String chain, String hook, String match) {
    String rules =
        """
        table inet lab {
          chain %s {
            type filter hook %s priority 0;
            meta l4proto udp %s counter
          }
        }
        """
            .formatted(chain, hook, match);
    host.feed(rules, "nft", "-f", "/dev/stdin");
    return new DatagramCounter(host, chain);
  }

  /** How many so far. */
  public long packets() {
    String list = host.run("nft", "list", "chain", "inet", "lab", chain);
    Matcher matcher = PACKETS.matcher(list);
    if (!matcher.find()) {
      throw new AssertionError("no counter in\n" + list);
    }
    return Long.parseLong(matcher.group(1));
  }
}
