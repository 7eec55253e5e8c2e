package io.omniedge.cli.manager;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.gateway.agent.trust.AuthorityTrust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks a manager for the certificate of its authority, and trusts nothing of it: for {@code
 * --trust-on-first-use}, where a person compares the fingerprint.
 */
public final class FirstContact {
  private static final int TIMEOUT_MILLIS = 10_000;

  private FirstContact() {}

  /** The fingerprint of the authority of whoever answers there. */
  public static String authorityOf(URI url) throws Failure {
    Recorder recorder = new Recorder();
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {recorder}, new SecureRandom());
      try (Socket tcp = new Socket()) {
        tcp.connect(new InetSocketAddress(url.getHost(), url.getPort()), TIMEOUT_MILLIS);
        tcp.setSoTimeout(TIMEOUT_MILLIS);
        try (SSLSocket tls =
            (SSLSocket)
                context.getSocketFactory().createSocket(tcp, url.getHost(), url.getPort(), true)) {
          tls.startHandshake();
        }
      }
    } catch (IOException e) {
      if (recorder.seen.isEmpty()) {
        throw Failure.of(
            ExitStatus.NETWORK,
            "unreachable",
            "cannot reach the manager at " + url.getAuthority() + ": " + e.getMessage(),
            "is it running, and is a firewall on the way?");
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 11 has TLS 1.3", e);
    }
    return recorder.seen;
  }

  private static final class Recorder implements X509TrustManager {
    private volatile String seen = "";

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      seen = AuthorityTrust.fingerprint(chain[chain.length - 1]);
      throw new CertificateException("seen; that is all we wanted");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("this is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
