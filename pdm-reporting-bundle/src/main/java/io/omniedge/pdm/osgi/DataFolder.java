package io.omniedge.pdm.osgi;

import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** Where this bundle keeps what outlives a start. */
final class DataFolder {
  private DataFolder() {}

  /** Not the framework's storage: Kura wipes that at every boot. */
  static Path of(BundleContext context) {
    String data = context.getProperty("io.omniedge.data");
    String kura = context.getProperty("kura.home");
    if (data != null && !data.isBlank()) {
      return Path.of(data).resolve("pdm");
    }
    return kura == null
        ? Path.of("/var/lib/omniedge/pdm")
        : Path.of(kura, "data", "omniedge", "pdm");
  }
}
