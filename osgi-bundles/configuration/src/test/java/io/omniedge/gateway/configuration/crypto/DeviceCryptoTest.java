package io.omniedge.gateway.configuration.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.BadPaddingException;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceCryptoTest {
  private static final String SECRET = "hünter2 🔑";

  @TempDir Path folder;
  private CryptoService crypto;

  @BeforeEach
  void start() throws IOException {
    crypto = ofDevice("one");
  }

  @Test
  void decryptsWhatItEncrypted() throws KuraException {
    char[] encrypted = crypto.encryptAes(SECRET.toCharArray());
    assertEquals(SECRET, new String(crypto.decryptAes(encrypted)));
    assertEquals("", new String(crypto.decryptAes(crypto.encryptAes(new char[0]))));
    assertEquals("", new String(crypto.decryptAes(new char[0])));
  }

  @Test
  void writesTheIvAndTheCiphertextInBase64AsKuraDoes() throws KuraException {
    String[] parts = new String(crypto.encryptAes("abc".toCharArray())).split("-", -1);
    assertEquals(2, parts.length);
    assertEquals(12, Base64.getDecoder().decode(parts[0]).length);
    assertEquals(3 + 16, Base64.getDecoder().decode(parts[1]).length);
  }

  @Test
  void neverUsesAnIvTwice() throws KuraException {
    assertNotEquals(
        new String(crypto.encryptAes("abc".toCharArray())),
        new String(crypto.encryptAes("abc".toCharArray())));
  }

  @Test
  void refusesGarbageWithoutRepeatingIt() {
    for (String garbage :
        new String[] {"hunter2", "hunter-2", "-", "a-b", "QUJD-QUJD", "!hunter2-hunter2", "ä-ö"}) {
      KuraException refused =
          assertThrows(
              KuraException.class, () -> crypto.decryptAes(garbage.toCharArray()), garbage);
      assertFalse(refused.toString().contains("hunter"), refused.toString());
      assertEquals(null, refused.getCause());
    }
  }

  @Test
  void refusesWhatWasChangedOrCut() throws KuraException {
    String whole = new String(crypto.encryptAes(SECRET.toCharArray()));
    for (int i = 0; i < whole.length(); i++) {
      char[] cut = whole.substring(0, i).toCharArray();
      if (i > 0) {
        assertThrows(KuraException.class, () -> crypto.decryptAes(cut));
      }
      char[] changed = whole.toCharArray();
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      // The last character before the padding has bits that mean nothing.
      if (whole.charAt(Math.min(i + 1, whole.length() - 1)) != '=' && whole.charAt(i) != '=') {
        assertThrows(KuraException.class, () -> crypto.decryptAes(changed));
      }
    }
  }

  @Test
  void refusesWhatAnotherDeviceEncrypted() throws IOException, KuraException {
    char[] foreign = ofDevice("two").encryptAes(SECRET.toCharArray());
    assertThrows(KuraException.class, () -> crypto.decryptAes(foreign));
  }

  @Test
  void refusesHalfACharacterInsteadOfChangingIt() {
    assertThrows(KuraException.class, () -> crypto.encryptAes(new char[] {'a', '\ud83d'}));
  }

  @Test
  @SuppressWarnings("deprecation") // old callers use them
  void theOldMethodsDoTheSame() throws GeneralSecurityException, IOException {
    assertEquals(SECRET, crypto.decryptAes(crypto.encryptAes(SECRET)));
    assertThrows(BadPaddingException.class, () -> crypto.decryptAes("garbage"));
    crypto.setKeyStorePassword("/old", "pass");
    assertEquals("pass", new String(crypto.getKeyStorePassword("/old")));
  }

  @Test
  void hashesInBase64AsKuraDoes() throws Exception {
    assertEquals("qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", crypto.sha1Hash("abc"));
    assertEquals("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", crypto.sha256Hash("abc"));
    assertEquals("aMO8", crypto.encodeBase64("hü"));
    assertEquals("hü", crypto.decodeBase64("aMO8"));
  }

  @Test
  void remembersPasswordsOfKeyStoresEncrypted() throws IOException, KuraException {
    assertEquals("changeit", new String(crypto.getKeyStorePassword("/a b")));
    crypto.setKeyStorePassword("/a b", SECRET.toCharArray());
    crypto.setKeyStorePassword("/c", "other".toCharArray());
    assertArrayEquals(SECRET.toCharArray(), ofDevice("one").getKeyStorePassword("/a b"));
    assertEquals("other", new String(crypto.getKeyStorePassword("/c")));
    assertFalse(Files.readString(folder.resolve("one.passwords")).contains("other"));
  }

  @Test
  void claimsNoMoreThanItDoes() {
    assertFalse(crypto.isFrameworkSecure());
    assertTrue(crypto.toString().indexOf("secret") < 0);
  }

  private CryptoService ofDevice(String name) throws IOException {
    SecureRandom random = new SecureRandom();
    return new DeviceCrypto(
        DeviceKey.loadOrCreate(folder.resolve(name + ".key"), random),
        random,
        folder.resolve(name + ".passwords"));
  }
}
