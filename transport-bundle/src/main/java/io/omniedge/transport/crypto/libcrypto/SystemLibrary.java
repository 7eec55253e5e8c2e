package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the distribution keeps its libraries, and whether a file may be loaded as code.
 *
 * <p>Only absolute paths in the system's library folders are looked at, so LD_LIBRARY_PATH and the
 * working directory have no say. A forced path is taken from wherever it points, but neither from a
 * relative place nor from one that anybody may write to.
 */
public final class SystemLibrary {
  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 0002;

  private SystemLibrary() {}

  /** OpenSSL 3: the path forced by the options, or the system's. */
  public static Path openSsl(CryptoOptions options) throws CryptoException {
    return find(options.openSslLibrary(), "OpenSSL", "libcrypto.so.3", "libcrypto.so");
  }

  /**
   * BoringSSL: the path forced by the options, or that of Debian's android-libboringssl, which lies
   * in a folder of its own.
   */
  public static Path boringSsl(CryptoOptions options) throws CryptoException {
    return find(
        options.boringSslLibrary(), "BoringSSL", "android/libcrypto.so.0", "android/libcrypto.so");
  }

  private static Path find(@Nullable Path forced, String library, String... names)
      throws CryptoException {
    if (forced != null) {
      return trusted(forced);
    }
    for (String folder : folders()) {
      for (String name : names) {
        Path path = Path.of(folder, name);
        if (Files.isRegularFile(path)) {
          return trusted(path);
        }
      }
    }
    throw new CryptoException(
        library + " is not installed: no " + names[0] + " in " + String.join(", ", folders()));
  }

  private static List<String> folders() {
    List<String> folders = new ArrayList<>();
    String multiarch =
        switch (System.getProperty("os.arch", "")) {
          case "amd64" -> "x86_64-linux-gnu";
          case "aarch64" -> "aarch64-linux-gnu";
          case "riscv64" -> "riscv64-linux-gnu";
          default -> null;
        };
    if (multiarch != null) {
      folders.add("/usr/lib/" + multiarch);
      folders.add("/lib/" + multiarch);
    }
    folders.add("/usr/lib64");
    folders.add("/usr/lib");
    folders.add("/lib64");
    folders.add("/lib");
    return folders;
  }

  /** The path without symbolic links, once every step of it is known to be safe. */
  static Path trusted(Path path) throws CryptoException {
    if (!path.isAbsolute()) {
      throw new CryptoException("library path \"" + path + "\" is not absolute");
    }
    Path real;
    try {
      real = path.toRealPath();
      for (Path step = real; step != null; step = step.getParent()) {
        int mode = (Integer) Files.getAttribute(step, "unix:mode");
        // in a sticky folder such as /tmp nobody can replace what belongs to another
        boolean replaceable = (mode & OTHERS_WRITE) != 0 && (mode & STICKY) == 0;
        if (replaceable) {
          throw new CryptoException(
              "library path \"" + path + "\" is not safe: anybody may write to " + step);
        }
      }
    } catch (IOException e) {
      throw new CryptoException("library path \"" + path + "\" cannot be read: " + e, e);
    }
    return real;
  }
}
