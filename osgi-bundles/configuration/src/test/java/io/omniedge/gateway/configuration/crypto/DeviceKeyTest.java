package io.omniedge.gateway.configuration.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceKeyTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("device.key");
  }

  @Test
  void isMadeOnceAndThenTheSame() throws IOException {
    DeviceKey first = load();
    assertEquals(32, Files.size(file));
    assertEquals("rw-------", permissions());
    assertEquals(first.secret(), load().secret());
  }

  @Test
  void isOfThisDeviceAlone() throws IOException {
    DeviceKey first = load();
    Files.delete(file);
    assertNotEquals(first.secret(), load().secret());
  }

  @Test
  void isRefusedWhenOthersMayReadIt() throws IOException {
    load();
    for (String open : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rwx------"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
      String message = assertThrows(IOException.class, this::load).toString();
      assertTrue(message.contains("device.key") && message.contains(open), message);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    load();
  }

  @Test
  void isRefusedWhenItIsNoKey() throws IOException {
    load();
    Files.write(file, new byte[31]);
    String message = assertThrows(IOException.class, this::load).toString();
    assertTrue(message.contains("32 bytes, it has 31"), message);
  }

  @Test
  void doesNotPrintItself() throws IOException {
    assertEquals("DeviceKey[secret]", load().toString());
  }

  private DeviceKey load() throws IOException {
    return DeviceKey.loadOrCreate(file, new SecureRandom());
  }

  private String permissions() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
