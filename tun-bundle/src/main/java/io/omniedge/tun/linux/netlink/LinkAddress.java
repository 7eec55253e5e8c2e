package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address of an interface. Immutable.
 *
 * @param linkIndex the interface
 * @param prefix our address with the length of its network
 * @param peer the other end, if the address is point-to-point
 * @param scope RT_SCOPE_ of {@code rtnetlink.h}: 0 global, 253 link, 254 host
 * @param flags IFA_F_ of {@code if_addr.h}
 * @param protocol who made it (Linux 5.18), 0 if unknown
 */
public record LinkAddress(
    int linkIndex,
    IpPrefix prefix,
    @Nullable InetAddress peer,
    int scope,
    int flags,
    int protocol) {

  /** A plain address made by us; IPv6 without waiting for duplicate address detection. */
  public static LinkAddress of(int linkIndex, IpPrefix prefix) {
    int flags = prefix.isIpv4() ? 0 : Uapi.IFA_F_NODAD;
    return new LinkAddress(linkIndex, prefix, null, 0, flags, Rtnetlink.PROTOCOL);
  }

  /** The network that the kernel reaches through this address without a router. */
  public IpPrefix network() {
    return (peer == null ? prefix : new IpPrefix(peer, prefix.length())).network();
  }

  /** True for the fe80::/10 address the kernel gives an IPv6 interface by itself. */
  boolean isKernelLinkLocal() {
    return !prefix.isIpv4()
        && prefix.address().isLinkLocalAddress()
        && protocol != Rtnetlink.PROTOCOL;
  }

  /** The same address to an operator, however its flags differ. */
  boolean isSameAs(LinkAddress other) {
    return prefix.equals(other.prefix) && Objects.equals(peer, other.peer);
  }

  @Override
  public String toString() {
    return "address " + prefix;
  }
}
