package io.omniedge.manager.authority;

import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The key that signs maps, configurations and commands: a line of its public half, then PEM. */
public final class SigningKeyFile {
  private SigningKeyFile() {}

  /** Reads it from the folder, or makes it there. */
  public static SigningKey open(Path folder) throws IOException {
    Path file = folder.resolve("signing.key");
    if (!Files.exists(file)) {
      SigningKey key = SigningKey.generate();
      String text = key.verifyKey() + "\n" + Pem.of("PRIVATE KEY", key.exposePkcs8());
      PrivateFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
      return key;
    }
    try {
      List<String> lines = Files.readAllLines(file);
      return SigningKey.of(
          Pem.decode("PRIVATE KEY", String.join("\n", lines)), VerifyKey.parse(lines.getFirst()));
    } catch (IllegalArgumentException e) {
      throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
