package io.omniedge.transport.uapi;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints as {@code wg} sends them: {@code 192.0.2.1:51820}, {@code [2001:db8::1]:51820}, {@code
 * [fe80::1%eth0]:51820}. Always an address: {@code wg} has resolved names before.
 */
final class EndpointText {
  private static final Pattern IPV4 = Pattern.compile("([0-9.]{7,15}):([0-9]{1,5})");
  private static final Pattern IPV6 =
      Pattern.compile("\\[([0-9A-Fa-f:.]{2,45})(?:%([A-Za-z0-9_.-]{1,15}))?]:([0-9]{1,5})");

  private EndpointText() {}

  /** The endpoint, or null if the text is none or its scope names no interface of ours. */
  static @Nullable Endpoint parse(String text) {
    Matcher v4 = IPV4.matcher(text);
    if (v4.matches()) {
      return endpoint(v4.group(1), 0, v4.group(2));
    }
    Matcher v6 = IPV6.matcher(text);
    if (!v6.matches() || v6.group(1).indexOf(':') < 0) {
      return null;
    }
    int scope = v6.group(2) == null ? 0 : scope(v6.group(2));
    return scope < 0 ? null : endpoint(v6.group(1), scope, v6.group(3));
  }

  private static @Nullable Endpoint endpoint(String host, int scope, String digits) {
    int port = Integer.parseInt(digits);
    if (port == 0 || port > 0xffff) {
      return null;
    }
    try {
      InetAddress address = IpPrefix.parseAddress(host);
      Endpoint endpoint = Endpoint.of(address, port);
      return scope == 0 || endpoint.isIpv4()
          ? endpoint
          : new Endpoint(endpoint.addressHigh(), endpoint.addressLow(), port, scope);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The index of an interface given by number or name, or −1. */
  private static int scope(String scope) {
    if (scope.matches("[0-9]{1,9}")) {
      return Integer.parseInt(scope);
    }
    try {
      NetworkInterface link = NetworkInterface.getByName(scope);
      return link == null ? -1 : link.getIndex();
    } catch (SocketException e) {
      return -1;
    }
  }
}
