package io.omniedge.manager.authority;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A private key with its certificate, for a server. It does not print the key. */
public final class Identity {
  private final PrivateKey key;
  private final X509Certificate certificate;
  private final X509Certificate authority;

  Identity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    this.key = key;
    this.certificate = certificate;
    this.authority = authority;
  }

  /** Shown to those who connect. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** For a server that may ask its clients for a certificate of our authority. */
  public SSLContext sslContext() {
    try {
      char[] password = randomPassword();
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(keyStore(password), password);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      KeyStore ours = KeyStore.getInstance("PKCS12");
      ours.load(null, null);
      ours.setCertificateEntry("authority", authority);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(ours);
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot set up TLS", e);
    }
  }

  /** A PKCS#12 store of key and chain, for a server that reads a file. */
  public void writeKeyStore(OutputStream out, char[] password) throws IOException {
    try {
      keyStore(password).store(out, password);
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot write a key store", e);
    }
  }

  /**
   * Key and chain as PEM, for a server that reads those: {@code server.key} and {@code server.pem}.
   */
  public void writePem(Path folder) throws IOException {
    PrivateFile.write(
        folder.resolve("server.key"),
        Pem.of("PRIVATE KEY", key.getEncoded()).getBytes(StandardCharsets.US_ASCII));
    String chain = Pem.of(certificate) + Pem.of(authority);
    PrivateFile.write(folder.resolve("server.pem"), chain.getBytes(StandardCharsets.US_ASCII));
    PrivateFile.write(
        folder.resolve("authority.pem"), Pem.of(authority).getBytes(StandardCharsets.US_ASCII));
  }

  private KeyStore keyStore(char[] password) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", key, password, new X509Certificate[] {certificate, authority});
    return store;
  }

  /** A password for a store that nobody has to type. */
  public static char[] randomPassword() {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    return new String(Base64.getEncoder().encode(random), StandardCharsets.US_ASCII).toCharArray();
  }
}
