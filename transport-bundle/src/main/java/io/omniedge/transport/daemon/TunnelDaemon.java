package io.omniedge.transport.daemon;

import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.link.LinkException;
import io.omniedge.transport.link.LinkOptions;
import io.omniedge.transport.link.TunnelLink;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** One tunnel from its command line to its end. */
final class TunnelDaemon {
  private static final Logger LOG = System.getLogger(TunnelDaemon.class.getName());

  /** A gateway often boots before its name server; a failed look-up costs one datagram. */
  private static final long NAME_RETRY_MILLIS = 5_000;

  private final Options options;

  TunnelDaemon(Options options) {
    this.options = options;
  }

  /** Runs until SIGTERM or SIGINT, or until somebody deletes the interface. */
  void run() throws StartException, IOException {
    Path file = options.config();
    TunnelConfig config = file == null ? null : read(file);
    // The JDK's security providers take as long to load as the native layer: both at once.
    Thread random = new Thread(() -> new SecureRandom().nextInt(), "random");
    random.start();
    Libc libc = LibcLoader.system();
    CryptoSuite crypto = selectCrypto();
    LinkOptions where =
        new LinkOptions(
            options.subject(), options.dataDirectory(), options.runDirectory(), options.disabled());
    try (TunnelLink link = TunnelLink.open(libc, crypto, where, config)) {
      link.serve(
          options.socket(".reload"),
          (in, out) -> out.write(reload(link, file).getBytes(StandardCharsets.UTF_8)));
      Thread hook = new Thread(() -> end(link));
      Runtime.getRuntime().addShutdownHook(hook);
      System.out.println(link.name() + " ready, " + crypto.description());
      while (!link.awaitEnd(NAME_RETRY_MILLIS)) {
        link.resolveAgain();
      }
      if (!isShuttingDown(hook)) {
        throw new StartException(link.name() + " was deleted by somebody else");
      }
    } catch (LinkException | IllegalStateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static TunnelConfig read(Path file) throws StartException {
    TunnelConfig config = ConfigFile.read(file);
    String warning = ConfigFile.warning(file);
    if (warning != null) {
      LOG.log(Level.WARNING, warning);
    }
    return config;
  }

  /** A file that is wrong, or cannot be applied, leaves the configuration in force. */
  private static String reload(TunnelLink link, @Nullable Path file) {
    if (file == null) {
      return "refused: the tunnel was started without --config";
    }
    try {
      link.apply(read(file));
      LOG.log(Level.INFO, "{0} is in force", file);
      return "ok";
    } catch (StartException | LinkException e) {
      LOG.log(Level.ERROR, "the old configuration stays in force: " + e.getMessage());
      return "refused, the old configuration stays in force: " + e.getMessage();
    }
  }

  private CryptoSuite selectCrypto() throws StartException {
    CryptoOptions properties = CryptoOptions.fromSystemProperties();
    try {
      return CryptoSuite.select(
          new CryptoOptions(
              options.aead() == null ? properties.aead() : options.aead(),
              options.keyAgreement() == null ? properties.keyAgreement() : options.keyAgreement(),
              properties.blake2s(),
              properties.openSslLibrary(),
              properties.boringSslLibrary()));
    } catch (CryptoException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Takes the hook back, unless it is the hook that ended the tunnel: then the rest is its. */
  private static boolean isShuttingDown(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static void end(TunnelLink link) {
    link.close();
    // Ended as asked: not the status 143 that the JVM gives after SIGTERM.
    Runtime.getRuntime().halt(0);
  }
}
