package io.omniedge.cli.manager;

import io.omniedge.protocol.enrol.SetupKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a manager is, and how it is known.
 *
 * @param url {@code https://host:port}, nothing after it
 * @param authority SHA-256 of the certificate of its authority, 64 hexadecimal digits; empty if the
 *     authorities of this system are to vouch for it
 */
public record ManagerAddress(URI url, String authority) {
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}|");

  /** Checks the fingerprint. */
  public ManagerAddress {
    if (!FINGERPRINT.matcher(authority).matches()) {
      throw new IllegalArgumentException(
          "a fingerprint has 64 hexadecimal digits, as \"omniedge-manager\" prints it at its start");
    }
  }

  /**
   * Reads what people type: {@code manager.example}, {@code manager.example:8443} or the whole URL.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static URI parseUrl(String text) {
    String whole = text.contains("://") ? text : "https://" + text;
    URI uri;
    try {
      uri = new URI(whole.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is no URL", e);
    }
    if (!"https".equals(uri.getScheme())) {
      throw new IllegalArgumentException("a manager speaks https only");
    }
    String path = uri.getRawPath();
    boolean bare =
        uri.getRawUserInfo() == null
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && (path == null || path.isEmpty() || path.equals("/"));
    if (uri.getHost() == null || !bare) {
      throw new IllegalArgumentException("it must be a host, or a host and a port");
    }
    int port = uri.getPort() < 0 ? SetupKey.DEFAULT_PORT : uri.getPort();
    return URI.create("https://" + uri.getHost() + ":" + port);
  }

  /** Reads a fingerprint as people copy it: with colons or in upper case. */
  public static String parseFingerprint(String text) {
    String digits = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
    if (digits.isEmpty() || !FINGERPRINT.matcher(digits).matches()) {
      throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits");
    }
    return digits;
  }
}
