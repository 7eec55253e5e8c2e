package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** IPv4 or IPv6, as rtnetlink numbers them. */
public enum AddressFamily {
  IPV4(Uapi.AF_INET, 4),
  IPV6(Uapi.AF_INET6, 16);

  private final int number;
  private final int addressBytes;

  AddressFamily(int number, int addressBytes) {
    this.number = number;
    this.addressBytes = addressBytes;
  }

  /** AF_INET or AF_INET6. */
  int number() {
    return number;
  }

  /** The family of an address. */
  public static AddressFamily of(InetAddress address) {
    return address.getAddress().length == 4 ? IPV4 : IPV6;
  }

  /** The family of a prefix. */
  public static AddressFamily of(IpPrefix prefix) {
    return of(prefix.address());
  }

  /** The family with this number, null for any other than the two. */
  static @Nullable AddressFamily ofNumber(int number) {
    return number == Uapi.AF_INET ? IPV4 : number == Uapi.AF_INET6 ? IPV6 : null;
  }

  /** {@code 0.0.0.0/0} or {@code ::/0}. */
  public IpPrefix everything() {
    return new IpPrefix(address(new byte[addressBytes]), 0);
  }

  /**
   * 4 or 16 bytes as an address; IPv4-mapped IPv6 stays IPv6, which {@link
   * InetAddress#getByAddress(byte[])} would turn into IPv4.
   *
   * @throws IllegalArgumentException for any other length
   */
  static InetAddress address(byte[] bytes) {
    try {
      return bytes.length == 16
          ? Inet6Address.getByAddress(null, bytes, -1)
          : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(bytes.length + " bytes are no address", e);
    }
  }
}
