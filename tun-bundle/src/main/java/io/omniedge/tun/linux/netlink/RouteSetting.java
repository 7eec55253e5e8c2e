package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A destination to be reached through a tunnel interface. Immutable.
 *
 * @param destination host bits are cleared
 * @param metric 0 for the kernel's default
 * @param preferredSource address for packets made on this machine, null for the kernel's choice
 */
public record RouteSetting(
    IpPrefix destination, int metric, @Nullable InetAddress preferredSource) {
  /** Clears the host bits. */
  public RouteSetting {
    destination = destination.network();
  }

  /** With everything else left to the kernel. */
  public static RouteSetting to(IpPrefix destination) {
    return new RouteSetting(destination, 0, null);
  }
}
