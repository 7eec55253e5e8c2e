package io.omniedge.transport.config;

import io.omniedge.tun.IpPrefix;
import java.util.regex.Pattern;

/**
 * Where a peer is to be found, as written: a host name or an IP address, not resolved, and a UDP
 * port. Immutable.
 *
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets and perhaps with a
 *     scope ({@code fe80::1%eth0})
 * @param port 1 to 65,535
 */
public record HostAndPort(String host, int port) {
  private static final int MAX_NAME_CHARS = 253;

  /** Labels of a host name [RFC 1123 §2.1], with the underscore that real networks use. */
  private static final Pattern NAME =
      Pattern.compile("(?!-)[A-Za-z0-9_-]{1,63}(\\.(?!-)[A-Za-z0-9_-]{1,63})*\\.?");

  /** A name whose last label is a number can only be a mistyped IPv4 address [RFC 3696 §2]. */
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("([^.]*\\.)*(0x)?[0-9]+\\.?");

  /** What an interface may be called in a scope. */
  private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  /** Checks host and port. */
  public HostAndPort {
    if (!isHost(host)) {
      throw new IllegalArgumentException("neither a host name nor an IP address");
    }
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port + " is not in 1..65535");
    }
  }

  private static boolean isHost(String host) {
    if (isDomain(host)) {
      return true;
    }
    int percent = host.indexOf('%');
    String address = percent < 0 ? host : host.substring(0, percent);
    if (percent >= 0
        && (address.indexOf(':') < 0 || !SCOPE.matcher(host.substring(percent + 1)).matches())) {
      return false;
    }
    try {
      IpPrefix.parseAddress(address);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** True for the name of a host or domain, not for an address. */
  static boolean isDomain(String name) {
    return name.length() <= MAX_NAME_CHARS
        && NAME.matcher(name).matches()
        && !ENDS_IN_NUMBER.matcher(name).matches();
  }

  /** {@code plant.example.org:51820}, {@code 192.0.2.1:51820} or {@code [2001:db8::1]:51820}. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
