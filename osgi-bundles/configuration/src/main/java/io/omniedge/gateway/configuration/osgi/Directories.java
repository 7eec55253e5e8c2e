package io.omniedge.gateway.configuration.osgi;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/** Where the launcher wants our files: framework or system properties. */
final class Directories {
  static final String DATA = "io.omniedge.data";
  static final String SNAPSHOTS = "kura.snapshots";

  private Directories() {}

  /** What outlives updates of the software; made if missing. */
  static Path data(BundleContext context) throws IOException {
    String directory = set(context, DATA);
    if (directory == null) {
      throw new IOException("set the property " + DATA + " to a directory that outlives updates");
    }
    return made(Path.of(directory));
  }

  /** Where the snapshots are, by default below the data. */
  static Path snapshots(BundleContext context) throws IOException {
    String directory = set(context, SNAPSHOTS);
    return directory == null ? made(data(context).resolve("snapshots")) : made(Path.of(directory));
  }

  private static @Nullable String set(BundleContext context, String name) {
    String value = context.getProperty(name);
    return value == null || value.isBlank() ? null : value;
  }

  private static Path made(Path directory) throws IOException {
    PrivateFile.makeDirectory(directory);
    return directory;
  }
}
