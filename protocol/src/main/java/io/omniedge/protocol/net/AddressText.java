package io.omniedge.protocol.net;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The one text of an address, as people and documents have it [RFC 5952]. */
public final class AddressText {
  private static final int GROUPS = 8;

  private AddressText() {}

  /** {@code 192.0.2.1} or {@code 2001:db8::1}, without a scope. */
  public static String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = 0;
    int longest = 0;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zeros(groups, i);
      if (zeros > longest) {
        start = i;
        longest = zeros;
      }
    }
    // One group alone is written out, of two equal runs the first is left out.
    if (longest < 2) {
      return joined(groups, 0, GROUPS);
    }
    return joined(groups, 0, start) + "::" + joined(groups, start + longest, GROUPS);
  }

  private static int zeros(int[] groups, int from) {
    int end = from;
    while (end < GROUPS && groups[end] == 0) {
      end++;
    }
    return end - from;
  }

  private static String joined(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
