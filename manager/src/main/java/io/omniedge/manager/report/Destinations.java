package io.omniedge.manager.report;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Where the manager sends what a tenant wants sent. A tenant must not reach what only the manager
 * itself does: its own machine, the link it is on, the metadata of a cloud (169.254.169.254). A
 * plant's own server is fine, and without TLS only that.
 *
 * <p>A name is looked up here and again for the connection. Java keeps an answer for 30 s, so both
 * see the same one, whatever the owner of the name does in between.
 */
@FunctionalInterface
public interface Destinations {
  /** Those of a manager at work. */
  Destinations REAL = Destinations::check;

  /**
   * Looks whether it may be sent there, now.
   *
   * @throws IOException saying why not
   */
  void allow(URI url) throws IOException;

  private static void check(URI url) throws IOException {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(url.getHost());
    } catch (UnknownHostException e) {
      throw new IOException("nobody knows the host " + url.getHost(), e);
    }
    for (InetAddress address : addresses) {
      if (address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || address.isLinkLocalAddress()
          || address.isMulticastAddress()
          || isOfNobody(address.getAddress())) {
        throw new IOException("nothing is sent to addresses of the machine, the link or a group");
      }
      if (!"https".equals(url.getScheme()) && !isPrivate(address)) {
        throw new IOException("without TLS it is sent to private addresses only");
      }
    }
  }

  /** 0.0.0.0/8, which Linux takes for itself, 240.0.0.0/4, and IPv4 inside of IPv6 [RFC 6890]. */
  private static boolean isOfNobody(byte[] address) {
    if (address.length == 4) {
      return address[0] == 0 || (address[0] & 0xF0) == 0xF0;
    }
    boolean isUniqueLocal = (address[0] & 0xFE) == 0xFC;
    boolean isGlobal = (address[0] & 0xE0) == 0x20;
    boolean isTunnel = address[0] == 0x20 && (address[1] == 0x02 || isTeredo(address));
    return !isUniqueLocal && (!isGlobal || isTunnel);
  }

  private static boolean isTeredo(byte[] address) {
    return address[1] == 0x01 && address[2] == 0 && address[3] == 0;
  }

  /** RFC 1918 and RFC 4193; shared ones are of our overlays [RFC 6598]. */
  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? address.isSiteLocalAddress() || (bytes[0] == 100 && (bytes[1] & 0xC0) == 64)
        : (bytes[0] & 0xFE) == 0xFC;
  }
}
