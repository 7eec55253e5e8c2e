package io.omniedge.transport.acl;

import java.nio.ByteBuffer;

/**
 * What may stand between an IP header and the ports: the extension headers of IPv6 [RFC 8200 §4]
 * and the options of IPv4 [RFC 791 §3.1]. Stateless.
 */
final class ExtensionHeaders {
  static final int HOP_BY_HOP = 0;
  static final int ROUTING = 43;
  static final int FRAGMENT = 44;
  static final int DESTINATION_OPTIONS = 60;
  private static final int MOBILITY = 135;
  private static final int HOST_IDENTITY = 139;
  private static final int SHIM6 = 140;
  private static final int EXPERIMENT_1 = 253;
  private static final int EXPERIMENT_2 = 254;

  /** An honest packet has one or two; each may come once, but destination options twice. */
  private static final int MOST = 5;

  private static final int UNIT = 8;

  private static final int END_OF_OPTIONS = 0;
  private static final int NO_OPERATION = 1;
  private static final int LOOSE_SOURCE_ROUTE = 131;
  private static final int STRICT_SOURCE_ROUTE = 137;

  private ExtensionHeaders() {}

  /**
   * Whether this is an extension header, so that the ports are further behind. Those for
   * authentication and encryption are not: what they cover is a flow of its own kind.
   */
  static boolean isOne(int nextHeader) {
    return switch (nextHeader) {
      case HOP_BY_HOP,
          ROUTING,
          FRAGMENT,
          DESTINATION_OPTIONS,
          MOBILITY,
          HOST_IDENTITY,
          SHIM6,
          EXPERIMENT_1,
          EXPERIMENT_2 ->
          true;
      default -> false;
    };
  }

  /**
   * Bytes of the extension header at {@code at}, or 0 if it is none that may pass.
   *
   * @param end of the packet
   * @param before how many were there before it
   */
  static int length(ByteBuffer bytes, int at, int end, int kind, int before) {
    if (before == MOST || end - at < UNIT) {
      return 0;
    }
    int length = kind == FRAGMENT ? UNIT : ((bytes.get(at + 1) & 0xff) + 1) * UNIT;
    boolean mayPass =
        switch (kind) {
          case HOP_BY_HOP -> before == 0;
          // With segments left, the destination is only the next stop [RFC 8200 §4.4].
          case ROUTING -> bytes.get(at + 3) == 0;
          case FRAGMENT, DESTINATION_OPTIONS -> true;
          default -> false;
        };
    return mayPass && length <= end - at ? length : 0;
  }

  /** Whether IPv4 options hold a source route, or cannot be read. */
  static boolean routesOn(ByteBuffer bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int kind = bytes.get(at) & 0xff;
      if (kind == END_OF_OPTIONS) {
        return false;
      }
      if (kind == LOOSE_SOURCE_ROUTE || kind == STRICT_SOURCE_ROUTE) {
        return true;
      }
      if (kind == NO_OPERATION) {
        at++;
        continue;
      }
      int length = at + 1 < to ? bytes.get(at + 1) & 0xff : 0;
      if (length < 2 || length > to - at) {
        return true;
      }
      at += length;
    }
    return false;
  }
}
