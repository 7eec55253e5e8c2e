package io.omniedge.manager.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the manager sends what a tenant wants sent. A tenant must not reach what only the manager
 * itself does: its own machine, the link it is on, the metadata of a cloud. A plant's own server is
 * fine, and without TLS only that.
 *
 * <p>A name is looked up here, once, and it is connected to what was found: the owner of a name
 * cannot answer with one address for this look and with another for the connection.
 */
public final class Destinations {
  /** Of clouds; those that are link-local are refused as that. */
  private static final Set<InetAddress> METADATA =
      Set.of(
          literal("fd00:ec2::254"), // Amazon
          literal("fd20:ce::254"), // Google
          literal("100.100.100.200"), // Alibaba
          literal("168.63.129.16"), // Azure
          literal("192.0.0.192")); // Oracle

  private final Lookup lookup;
  private final OwnAddresses ownAddresses;
  private final boolean allowsOwn;

  /** Looks names up. */
  @FunctionalInterface
  public interface Lookup {
    /** What a host name or the text of an address stands for. */
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** Tells which addresses the machine has now. */
  @FunctionalInterface
  public interface OwnAddresses {
    /** All of them. */
    Set<InetAddress> now() throws IOException;
  }

  /**
   * With others to ask.
   *
   * @param allowsOwn whether the operator lets webhooks reach the manager's own machine
   */
  public Destinations(Lookup lookup, OwnAddresses ownAddresses, boolean allowsOwn) {
    this.lookup = lookup;
    this.ownAddresses = ownAddresses;
    this.allowsOwn = allowsOwn;
  }

  /** Those of this machine. */
  public static Destinations ofThisMachine(boolean allowsOwn) {
    return new Destinations(
        InetAddress::getAllByName,
        () ->
            NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .collect(Collectors.toSet()),
        allowsOwn);
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What to connect to for an address: at least one, and all of them may be sent to.
   *
   * @throws IOException saying why nothing may be sent there
   */
  List<InetAddress> of(URI url) throws IOException {
    String host = url.getHost();
    InetAddress[] addresses;
    try {
      addresses = lookup.addresses(host);
    } catch (UnknownHostException e) {
      throw new IOException("nobody knows the host " + host, e);
    }
    Set<InetAddress> own = ownAddresses.now();
    for (InetAddress address : addresses) {
      check(url, address, address.isLoopbackAddress() || own.contains(address));
    }
    return List.of(addresses);
  }

  private void check(URI url, InetAddress address, boolean isOwn) throws IOException {
    if (address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || (isOfNobody(address.getAddress()) && !address.isLoopbackAddress())) {
      throw new IOException("the link, groups and reserved addresses are out of reach");
    }
    if (METADATA.contains(address)) {
      throw new IOException("the metadata of a cloud is out of reach");
    }
    if (isOwn && !allowsOwn) {
      throw new IOException("webhooks.to-own-machine forbids the manager's own machine");
    }
    if (!"https".equals(url.getScheme()) && !isPrivate(address) && !isOwn) {
      throw new IOException("without TLS it is sent to private addresses only");
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
