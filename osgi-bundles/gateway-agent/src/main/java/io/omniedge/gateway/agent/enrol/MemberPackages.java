package io.omniedge.gateway.agent.enrol;

import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.agent.trust.AuthorityTrust;
import io.omniedge.gateway.api.plugin.PackageSource;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Plugin packages from the manager that this gateway is a member of, fetched with the certificate
 * of the membership. Thread-safe.
 */
public final class MemberPackages implements PackageSource {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final Credentials credentials;
  private final AuthorityTrust trust;

  /** As this member. */
  public MemberPackages(Credentials credentials, EffectiveTime time) {
    this.credentials = credentials;
    this.trust = new AuthorityTrust(AuthorityTrust.fingerprint(credentials.authority()), time);
  }

  @Override
  public byte[] fetch(String sha256, int maxBytes) throws IOException {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IOException("\"" + sha256 + "\" is no SHA-256 in hexadecimal digits");
    }
    byte[] bytes;
    try {
      bytes =
          ManagerClient.ofMember(credentials, trust)
              .get("device/plugin-packages/" + sha256, maxBytes);
    } catch (ManagerException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
    String digest = sha256(bytes);
    if (!digest.equals(sha256)) {
      throw new IOException(
          "the manager gave another package than was asked for: SHA-256 "
              + digest
              + " in the place of "
              + sha256);
    }
    return bytes;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
