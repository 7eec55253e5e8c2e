package io.omniedge.gateway.configuration.crypto;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of this device: 256 random bits in a file of 32 bytes that only its owner may read or
 * write. Who loses the file loses every snapshot and every password in it.
 */
public final class DeviceKey {
  private static final int KEY_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final SecretKey secret;

  private DeviceKey(byte[] bytes) {
    this.secret = new SecretKeySpec(bytes, "AES");
  }

  /**
   * The key in the file, which is made if there is none.
   *
   * @throws IOException if others may read the file, or it does not hold a key
   */
  public static DeviceKey loadOrCreate(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      byte[] fresh = new byte[KEY_BYTES];
      random.nextBytes(fresh);
      try {
        PrivateFile.create(file, fresh);
      } catch (FileAlreadyExistsException e) {
        // Somebody else was faster; theirs is the key then.
      } finally {
        Arrays.fill(fresh, (byte) 0);
      }
    }
    return load(file);
  }

  private static DeviceKey load(Path file) throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!OWNER.containsAll(permissions)) {
      throw new IOException(
          file
              + " holds the key of this device and has the permissions "
              + PosixFilePermissions.toString(permissions)
              + ", so others may have it: chmod 600, and change the passwords it protects");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      if (bytes.length != KEY_BYTES) {
        throw new IOException(
            file + " should hold a key of " + KEY_BYTES + " bytes, it has " + bytes.length);
      }
      return new DeviceKey(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  SecretKey secret() {
    return secret;
  }

  @Override
  public String toString() {
    return "DeviceKey[secret]";
  }
}
