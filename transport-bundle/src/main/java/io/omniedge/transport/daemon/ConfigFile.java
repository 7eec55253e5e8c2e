package io.omniedge.transport.daemon;

import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.config.WgQuickParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;

/** Reads a wg-quick style file and says what is wrong with it, and where. */
final class ConfigFile {
  private ConfigFile() {}

  /** What is unwise about the file itself, in one line; null if nothing is. */
  static @Nullable String warning(Path file) {
    try {
      boolean open =
          Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
              && Files.isRegularFile(file);
      return open ? file + " holds a private key and everybody may read it: chmod 600" : null;
    } catch (IOException | UnsupportedOperationException e) {
      // Reading it will tell.
      return null;
    }
  }

  /**
   * The whole configuration or nothing of it.
   *
   * @throws StartException naming the file, the line, the key and the reason, never a secret
   */
  static TunnelConfig read(Path file) throws StartException {
    try (InputStream in = Files.newInputStream(file)) {
      return WgQuickParser.parse(in);
    } catch (ConfigException e) {
      throw new StartException(file + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new StartException("cannot read " + file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new StartException("cannot read " + file + ": permission denied", e);
    } catch (IOException e) {
      throw new StartException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
