package io.omniedge.gateway.agent.trust;

import io.omniedge.gateway.agent.home.Credentials;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS 1.3 with the manager, and nothing older. */
public final class Tls {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private Tls() {}

  /** As a stranger, who has no certificate yet, or only one that expired. */
  public static SSLContext anonymous(AuthorityTrust trust) {
    return context(trust, null);
  }

  /** As a member, with its certificate. */
  public static SSLContext member(AuthorityTrust trust, Credentials credentials) {
    return context(trust, keys(credentials));
  }

  /** Sockets as a member, each of which has shaken hands when it is connected. */
  public static SocketFactory sockets(AuthorityTrust trust, Credentials credentials, String host) {
    SSLContext context = member(trust, credentials);
    return new TlsSocketFactory(context.getSocketFactory(), host);
  }

  /** Only TLS 1.3, and the host name is compared. */
  public static SSLParameters parameters() {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  private static SSLContext context(AuthorityTrust trust, KeyManager @Nullable [] keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 11 has TLS 1.3", e);
    }
  }

  private static KeyManager[] keys(Credentials credentials) {
    try {
      char[] none = new char[0];
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, none);
      store.setKeyEntry(
          "member",
          credentials.tlsKey(),
          none,
          credentials.chain().toArray(new X509Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, none);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the certificate is of no use: " + e.getMessage(), e);
    }
  }
}
