package io.omniedge.protocol.enrol;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person gives a device so that it may enrol, as one text to copy, print as a QR code or put
 * into a file: {@code omniedge://manager.example:8443/?key=SECRET&ca=FINGERPRINT}. The fingerprint
 * is why a device needs no public certificate authority to know its manager.
 */
public final class SetupKey {
  /** Of the address of a manager without a port. */
  public static final int DEFAULT_PORT = 8443;

  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{16,100}");
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern QUERY = Pattern.compile("key=([^&]*)&ca=([^&]*)");

  private final String host;
  private final int port;
  private final String secret;
  private final String authorityFingerprint;

  /**
   * A setup key.
   *
   * @param authorityFingerprint SHA-256 of the DER certificate of the manager's authority, 64
   *     hexadecimal digits
   */
  public SetupKey(String host, int port, String secret, String authorityFingerprint) {
    if (!SECRET.matcher(secret).matches()) {
      throw new IllegalArgumentException("its key must be 16 to 100 of letters, digits, _ and -");
    }
    if (!FINGERPRINT.matcher(authorityFingerprint).matches()) {
      throw new IllegalArgumentException("its ca must be 64 hexadecimal digits in lower case");
    }
    if (host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("it must name the manager's host and port");
    }
    this.host = host;
    this.port = port;
    this.secret = secret;
    this.authorityFingerprint = authorityFingerprint;
  }

  /**
   * Reads the text.
   *
   * @throws IllegalArgumentException saying what is wrong, without repeating the secret
   */
  public static SetupKey parse(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "a setup key looks like omniedge://manager:8443/?key=…&ca=…"); // e would repeat it
    }
    String query = uri.getRawQuery();
    Matcher parts = QUERY.matcher(query == null ? "" : query);
    String host = uri.getHost();
    if (!"omniedge".equals(uri.getScheme()) || host == null || !parts.matches()) {
      throw new IllegalArgumentException(
          "a setup key looks like omniedge://manager:8443/?key=…&ca=…");
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new SetupKey(host, port, parts.group(1), parts.group(2));
  }

  /** Of the manager; an IPv6 address in brackets. */
  public String host() {
    return host;
  }

  /** Of the manager's HTTPS. */
  public int port() {
    return port;
  }

  /** What the manager knows a hash of. */
  public String exposeSecret() {
    return secret;
  }

  /** SHA-256 of the authority's certificate. */
  public String authorityFingerprint() {
    return authorityFingerprint;
  }

  /** The text that {@link #parse} reads, secret included. */
  public String exposeText() {
    return "omniedge://" + host + ":" + port + "/?key=" + secret + "&ca=" + authorityFingerprint;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "omniedge://" + host + ":" + port + "/?key=***&ca=" + authorityFingerprint;
  }
}
