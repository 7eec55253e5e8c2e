package io.omniedge.plugin.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * Tells addresses of the internet from those that mean something else here: this machine, its
 * networks, the mesh [RFC 6890 and the IANA special-purpose registries].
 */
final class PublicAddress {
  private static final int[][] SPECIAL4 = {
    {0, 0, 0, 0, 8},
    {10, 0, 0, 0, 8},
    {100, 64, 0, 0, 10},
    {127, 0, 0, 0, 8},
    {169, 254, 0, 0, 16},
    {172, 16, 0, 0, 12},
    {192, 0, 0, 0, 24},
    {192, 0, 2, 0, 24},
    {192, 88, 99, 0, 24},
    {192, 168, 0, 0, 16},
    {198, 18, 0, 0, 15},
    {198, 51, 100, 0, 24},
    {203, 0, 113, 0, 24},
    {224, 0, 0, 0, 4},
    {240, 0, 0, 0, 4},
  };

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? is4(bytes) : is6(bytes);
  }

  private static boolean is4(byte[] bytes) {
    int value = word(bytes, 0);
    for (int[] special : SPECIAL4) {
      int network = special[0] << 24 | special[1] << 16 | special[2] << 8 | special[3];
      int mask = -1 << (32 - special[4]);
      if ((value & mask) == network) {
        return false;
      }
    }
    return true;
  }

  /** Only 2000::/3 is global unicast [RFC 4291]; what carries an IPv4 address is judged by that. */
  private static boolean is6(byte[] bytes) {
    int first = word(bytes, 0);
    if (first == 0x0064_ff9b) { // NAT64 [RFC 6052]
      return word(bytes, 4) == 0 && word(bytes, 8) == 0 && is4(Arrays.copyOfRange(bytes, 12, 16));
    }
    if ((first & 0xe000_0000) != 0x2000_0000) {
      return false;
    }
    if (first >>> 16 == 0x2002) { // 6to4 [RFC 3056]
      return is4(Arrays.copyOfRange(bytes, 2, 6));
    }
    boolean isTeredo = first == 0x2001_0000;
    boolean isDocumentation = first == 0x2001_0db8 || first >>> 20 == 0x3ff;
    return !isTeredo && !isDocumentation;
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }
}
