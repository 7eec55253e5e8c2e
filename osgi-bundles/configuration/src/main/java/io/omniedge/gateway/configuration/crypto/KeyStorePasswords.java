package io.omniedge.gateway.configuration.crypto;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;

/**
 * Passwords of key stores by the path of the store, one a line: the path in base64, a space, the
 * encrypted password. Thread-safe.
 */
final class KeyStorePasswords {
  private static final String DEFAULT = "changeit";

  private final Path file;

  KeyStorePasswords(Path file) {
    this.file = file;
  }

  synchronized char[] get(String keyStore, CryptoService crypto) {
    try {
      String encrypted = read().get(keyStore);
      return encrypted == null ? DEFAULT.toCharArray() : crypto.decryptAes(encrypted.toCharArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (KuraException e) {
      throw new IllegalStateException(file + " is not of this device", e);
    }
  }

  synchronized void set(String keyStore, char[] password, CryptoService crypto)
      throws IOException, KuraException {
    Map<String, String> all = read();
    all.put(keyStore, new String(crypto.encryptAes(password)));
    StringBuilder text = new StringBuilder();
    all.forEach(
        (path, encrypted) ->
            text.append(Base64.getEncoder().encodeToString(path.getBytes(StandardCharsets.UTF_8)))
                .append(' ')
                .append(encrypted)
                .append('\n'));
    PrivateFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, String> read() throws IOException {
    Map<String, String> all = new TreeMap<>();
    if (!Files.exists(file)) {
      return all;
    }
    for (String line : Files.readAllLines(file)) {
      int space = line.indexOf(' ');
      if (space < 0) {
        throw new IOException(file + " has a line without a password");
      }
      byte[] path = Base64.getDecoder().decode(line.substring(0, space));
      all.put(new String(path, StandardCharsets.UTF_8), line.substring(space + 1));
    }
    return all;
  }
}
