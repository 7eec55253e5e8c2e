package io.omniedge.cli.plugin;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** Ed25519 keys in PEM [RFC 7468, RFC 8410], as openssl writes them. */
public final class SigningKeyFile {
  private static final int MAX_BYTES = 16 << 10;
  private static final int SEED_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Pattern PEM =
      Pattern.compile("(?s)-----BEGIN ([A-Z ]+)-----\\s*([A-Za-z0-9+/=\\s]+?)-----END \\1-----");

  /** SubjectPublicKeyInfo of id-Ed25519, up to the key [RFC 8410, 4]. */
  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private SigningKeyFile() {}

  /** The private key in a file that only its owner may read. */
  public static SigningKey read(Path file) throws Failure {
    byte[] text = PluginFile.read(file, MAX_BYTES);
    try {
      if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
        throw Failure.of(
            ExitStatus.PERMISSION,
            "key-open",
            file + " holds a private key, and others than you may read it",
            "close it with: chmod 600 " + file);
      }
    } catch (IOException e) {
      throw PluginFile.wrong("cannot read", file, e);
    }
    byte[] pkcs8 = pem(file, text, "PRIVATE KEY");
    Arrays.fill(text, (byte) 0);
    try {
      byte[] seed = Arrays.copyOfRange(pkcs8, Math.max(0, pkcs8.length - SEED_BYTES), pkcs8.length);
      byte[] other = new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
      Arrays.fill(seed, (byte) 0);
      return SigningKey.of(pkcs8, VerifyKey.of(other));
    } catch (IllegalArgumentException e) {
      throw Failure.input(
          "key",
          file + " holds no private key of Ed25519",
          "make one with: omniedge plugin keygen FILE");
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  /** The text of a file with a private key; the caller keeps it to its owner. */
  public static String exposePem(SigningKey key) {
    byte[] pkcs8 = key.exposePkcs8();
    String body = Base64.getEncoder().encodeToString(pkcs8);
    Arrays.fill(pkcs8, (byte) 0);
    return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
  }

  /** A public key: 43 characters of base64url, or a file with one in PEM. */
  public static VerifyKey readPublic(String textOrFile) throws Failure {
    if (textOrFile.matches("[A-Za-z0-9_-]{43}")) {
      return VerifyKey.parse(textOrFile);
    }
    Path file = PluginFile.path(textOrFile);
    byte[] spki = pem(file, PluginFile.read(file, MAX_BYTES), "PUBLIC KEY");
    int prefix = PUBLIC_PREFIX.length;
    if (spki.length != prefix + VerifyKey.BYTES
        || !Arrays.equals(spki, 0, prefix, PUBLIC_PREFIX, 0, prefix)) {
      throw Failure.input("key", file + " holds no public key of Ed25519", "");
    }
    return VerifyKey.of(Arrays.copyOfRange(spki, prefix, spki.length));
  }

  private static byte[] pem(Path file, byte[] text, String label) throws Failure {
    Matcher block = PEM.matcher(new String(text, StandardCharsets.US_ASCII));
    Optional<byte[]> decoded = Optional.empty();
    while (decoded.isEmpty() && block.find()) {
      if (block.group(1).equals(label)) {
        decoded = decoded(block.group(2));
      }
    }
    return decoded.orElseThrow(
        () ->
            Failure.input(
                "key",
                file + " has no block \"" + label + "\" in PEM",
                "as openssl genpkey -algorithm ed25519 and openssl pkey -pubout write it"));
  }

  private static Optional<byte[]> decoded(String body) {
    try {
      return Optional.of(Base64.getMimeDecoder().decode(body));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
