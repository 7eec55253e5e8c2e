package io.omniedge.transport.managed;

import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.link.LinkException;
import io.omniedge.transport.link.LinkOptions;
import io.omniedge.transport.link.TunnelLink;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.file.Path;
import java.util.HashMap;
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

  TunnelLink open(TunnelSettings settings, TunnelConfig config) throws LinkException {
    LinkOptions options =
        new LinkOptions(settings.interfaceName(), dataDirectory, runDirectory, settings.disabled());
    return TunnelLink.open(libc, crypto(settings.aead()), options, config);
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
