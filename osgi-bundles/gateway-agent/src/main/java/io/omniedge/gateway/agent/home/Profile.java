package io.omniedge.gateway.agent.home;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** What one setup key made of this gateway: an identity, a membership, a map. One thread. */
public final class Profile {
  private static final int MAX_IDENTITY_BYTES = 4096;

  private final Home home;
  private final String name;

  Profile(Home home, String name) {
    this.home = home;
    this.name = name;
  }

  /** The name of the profile that a setup key makes; the key cannot be got out of it. */
  public static String nameOf(String setupKey) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(setupKey.getBytes(StandardCharsets.UTF_8));
      return "p-" + HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Name of its folder. */
  public String name() {
    return name;
  }

  /**
   * The identity, made and stored now if there is none: it must be the same when an enrolment is
   * tried again whose answer was lost.
   *
   * @throws IOException naming the file if it is damaged; it is not replaced, for the manager knows
   *     it
   */
  public SigningKey identity() throws IOException {
    Optional<byte[]> stored = home.read(name + "/identity");
    if (stored.isEmpty()) {
      SigningKey made = SigningKey.generate();
      byte[] secret = made.exposePkcs8();
      byte[] document =
          JsonObject.builder()
              .put("private", Base64.getEncoder().encodeToString(secret))
              .put("public", made.verifyKey().toString())
              .build()
              .toBytes();
      home.write(name + "/identity", document);
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(document, (byte) 0);
      return made;
    }
    try {
      Fields fields = Fields.of(JsonReader.readObject(stored.get(), MAX_IDENTITY_BYTES));
      return SigningKey.of(
          Base64.getDecoder().decode(fields.text("private", 1000)),
          fields.parsed("public", 43, VerifyKey::parse));
    } catch (ProtocolException | IllegalArgumentException e) {
      throw new IOException(home + "/" + name + "/identity is damaged: " + e.getMessage(), e);
    }
  }

  /** What the manager answered, if it did; an error names the file. */
  public Optional<Credentials> credentials() throws IOException {
    Optional<byte[]> stored = home.read(name + "/credentials");
    try {
      return stored.isEmpty() ? Optional.empty() : Optional.of(Credentials.fromBytes(stored.get()));
    } catch (ProtocolException | IllegalArgumentException e) {
      throw new IOException(home + "/" + name + "/credentials is damaged: " + e.getMessage(), e);
    }
  }

  /** Keeps the answer, and with it the key that its certificate is for. */
  public void store(Credentials credentials) throws IOException {
    byte[] bytes = credentials.toBytes();
    home.write(name + "/credentials", bytes);
    Arrays.fill(bytes, (byte) 0);
  }

  /** The last map that was stored, not verified; an error names the file. */
  public Optional<SignedMap> map() throws IOException {
    Optional<byte[]> stored = home.read(name + "/map");
    try {
      return stored.isEmpty() ? Optional.empty() : Optional.of(SignedMap.fromBytes(stored.get()));
    } catch (ProtocolException e) {
      throw new IOException(home + "/" + name + "/map is damaged: " + e.getMessage(), e);
    }
  }

  /** Keeps a map. */
  public void storeMap(SignedMap map) throws IOException {
    home.write(name + "/map", map.toBytes());
  }

  /** Forgets the map: it is of another manager or network. */
  public void deleteMap() throws IOException {
    home.delete(name + "/map");
  }
}
