package io.omniedge.manager.server;

import io.omniedge.manager.authority.CertificateAuthority;
import io.omniedge.manager.authority.Identity;
import io.omniedge.manager.broker.Admission;
import io.omniedge.manager.broker.Broker;
import io.omniedge.manager.broker.EmbeddedBroker;
import io.omniedge.manager.broker.LinkSettings;
import io.omniedge.manager.broker.OtherBroker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/** The broker that the settings name. */
final class Brokers {
  private Brokers() {}

  static Broker open(
      ManagerSettings settings,
      Identity server,
      CertificateAuthority authority,
      Admission admission)
      throws IOException {
    if (settings.broker().isEmpty()) {
      return EmbeddedBroker.start(
          settings.data().resolve("broker"),
          settings.mqttListen(),
          settings.publicHosts().getFirst(),
          settings.mqttPublicPort(),
          server,
          store(authority.certificate()),
          admission);
    }
    ExternalBroker external = settings.broker().get();
    Optional<TrustManagerFactory> trust = Optional.empty();
    if (external.tls()) {
      KeyStore authorities =
          external.authorityFile().isPresent()
              ? read(external.authorityFile().get())
              : store(authority.certificate());
      trust = Optional.of(trust(authorities));
    }
    LinkSettings link =
        new LinkSettings(
            external.address().getHostString(),
            external.address().getPort(),
            trust,
            external.user(),
            external.exposePassword(),
            true);
    return new OtherBroker(link, external.publicAddress());
  }

  private static KeyStore store(Certificate... certificates) throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < certificates.length; i++) {
        store.setCertificateEntry("authority-" + i, certificates[i]);
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot make a trust store", e);
    }
  }

  private static KeyStore read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return store(
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(Certificate[]::new));
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificates in " + file, e);
    }
  }

  private static TrustManagerFactory trust(KeyStore authorities) throws IOException {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(authorities);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot trust the broker", e);
    }
  }
}
