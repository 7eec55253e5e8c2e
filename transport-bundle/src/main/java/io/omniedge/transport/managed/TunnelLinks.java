package io.omniedge.transport.managed;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.link.LinkException;
import io.omniedge.transport.link.LinkOptions;
import io.omniedge.transport.link.TunnelLink;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.netlink.Link;
import io.omniedge.tun.linux.netlink.LinkAddress;
import io.omniedge.tun.linux.netlink.NetlinkException;
import io.omniedge.tun.linux.netlink.Rtnetlink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the interfaces of managed tunnels on this gateway. The trial of the encryption providers is
 * run once and serves all tunnels. Thread-safe.
 */
public final class TunnelLinks {
  private static final String FASTEST = "";

  private final Libc libc;
  private final Path dataDirectory;
  private final @Nullable Path runDirectory;
  private final Map<String, CryptoSuite> suites = new HashMap<>();

  /**
   * Makes nothing yet.
   *
   * @param dataDirectory where state is kept that survives a restart
   * @param runDirectory where {@code wg} looks for the sockets, or null if we may not write there
   */
  public TunnelLinks(Libc libc, Path dataDirectory, @Nullable Path runDirectory) {
    this.libc = libc;
    this.dataDirectory = dataDirectory;
    this.runDirectory = runDirectory;
  }

  TunnelLink open(TunnelSettings settings, AccessControl access, TunnelConfig config)
      throws LinkException {
    LinkOptions options =
        new LinkOptions(settings.interfaceName(), dataDirectory, runDirectory, settings.disabled());
    return TunnelLink.open(libc, crypto(settings.aead()), options, access, config);
  }

  /**
   * The networks of this machine behind other interfaces than this one, as they are now. Not those
   * of every link, such as fe80::/64, and not those of interfaces that are switched off.
   */
  List<ConnectedNetwork> connectedNetworks(String interfaceName) throws LinkException {
    try (Rtnetlink rtnetlink = Rtnetlink.open(libc)) {
      List<ConnectedNetwork> networks = new ArrayList<>();
      for (Link link : rtnetlink.links()) {
        if (!link.isUp() || link.isLoopback() || link.name().equals(interfaceName)) {
          continue;
        }
        for (LinkAddress address : rtnetlink.addresses(link.index())) {
          IpPrefix network = address.network();
          if (!network.address().isLinkLocalAddress() || network.isIpv4()) {
            networks.add(new ConnectedNetwork(link.name(), network));
          }
        }
      }
      return networks;
    } catch (NetlinkException e) {
      throw new LinkException("the networks of this machine: " + e.getMessage(), e);
    }
  }

  /** For the keys of tunnels. */
  KeyAgreement keyAgreement() throws LinkException {
    return crypto(null).keyAgreement();
  }

  private synchronized CryptoSuite crypto(@Nullable String aead) throws LinkException {
    String name = aead == null ? FASTEST : aead;
    CryptoSuite suite = suites.get(name);
    if (suite == null) {
      CryptoOptions options = CryptoOptions.fromSystemProperties();
      try {
        suite =
            CryptoSuite.select(
                aead == null
                    ? options
                    : new CryptoOptions(
                        aead,
                        options.keyAgreement(),
                        options.blake2s(),
                        options.openSslLibrary(),
                        options.boringSslLibrary()));
      } catch (CryptoException e) {
        throw new LinkException(String.valueOf(e.getMessage()), e);
      }
      suites.put(name, suite);
    }
    return suite;
  }
}
