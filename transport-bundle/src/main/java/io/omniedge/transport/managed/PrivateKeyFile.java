package io.omniedge.transport.managed;

import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.ConfigValues;
import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.crypto.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * The private key of one tunnel, in a file of its own of mode 0600: 44 characters of base64 and a
 * line feed, as {@code wg genkey} writes it. Made on this gateway at the first use, and never a
 * property: remote configuration would show it.
 *
 * <p>Written to a second file, synced, renamed: after a power cut a key is there whole or not at
 * all. One process per file, one thread at a time.
 */
final class PrivateKeyFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** A key and a line end; what is longer is another file. */
  private static final int MAX_BYTES = 46;

  private final Path file;
  private final KeyAgreement x25519;

  PrivateKeyFile(Path file, KeyAgreement x25519) {
    this.file = file.toAbsolutePath();
    this.x25519 = x25519;
  }

  /**
   * The key, made now if there is none.
   *
   * @throws IOException naming the file; a damaged key is not replaced, since peers know it
   */
  Secret loadOrMake() throws IOException {
    if (Files.exists(file)) {
      if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
        Files.setPosixFilePermissions(file, OWNER_ONLY);
      }
      return read(file);
    }
    return replace();
  }

  /** A new key in the place of the one there may be. */
  Secret replace() throws IOException {
    Secret key = x25519.generate();
    store(key);
    return key;
  }

  /**
   * Takes the key out of a file of the operator's, which is deleted then: a key should be in one
   * place.
   *
   * @return false if there is no such file, as after an earlier import
   * @throws IOException if it holds no key; nothing is changed then
   */
  boolean importFrom(Path source) throws IOException {
    Secret key;
    try {
      key = read(source);
    } catch (NoSuchFileException e) {
      return false;
    }
    store(key);
    key.wipe();
    Files.delete(source);
    return true;
  }

  private static Secret read(Path from) throws IOException {
    byte[] text;
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ)) {
      if (!Files.isRegularFile(from) || in.size() > MAX_BYTES) {
        throw new IOException(from + " holds no private key: it is no file of 44 characters");
      }
      ByteBuffer content = ByteBuffer.allocate((int) in.size());
      while (content.hasRemaining() && in.read(content) >= 0) {
        // until all is read
      }
      text = Arrays.copyOf(content.array(), content.position());
      Arrays.fill(content.array(), (byte) 0);
    }
    try {
      return ConfigValues.privateKey(text);
    } catch (ConfigException e) {
      throw new IOException(from + " holds no private key: " + e.reason().explanation(), e);
    }
  }

  private void store(Secret key) throws IOException {
    Path directory = file.getParent();
    if (directory == null) {
      throw new IOException(file + " has no directory");
    }
    FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    byte[] text = Arrays.copyOf(Base64.getEncoder().encode(key.exposeBytes()), MAX_BYTES - 1);
    text[text.length - 1] = '\n';
    try (FileChannel out =
        FileChannel.open(
            next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
      ByteBuffer left = ByteBuffer.wrap(text);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }
}
