package io.omniedge.manager.address;

import io.omniedge.protocol.net.Prefix;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Addresses that belong to nobody, of which a network may be made [RFC 1918, RFC 6598, RFC 4193].
 * All others mean something already: to the machine itself, to its link, or to somebody on the
 * Internet who could then not be reached.
 */
public final class PrivateSpace {
  private static final List<Prefix> SPACE =
      Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
          .map(Prefix::parse)
          .toList();

  private PrivateSpace() {}

  /** Whether all of a prefix is in it. */
  public static boolean contains(Prefix prefix) {
    return SPACE.stream().anyMatch(space -> space.contains(prefix));
  }

  /** The prefixes of a family, for people. */
  public static String words(boolean ipv4) {
    return SPACE.stream()
        .filter(space -> space.isIpv4() == ipv4)
        .map(Prefix::toString)
        .collect(Collectors.joining(" or "));
  }
}
