package io.omniedge.transport.osgi;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where this gateway keeps its state. Not the framework's storage: Kura wipes that at every boot,
 * and keys with it.
 *
 * @param data survives restarts: {@code io.omniedge.data} of the framework or the system, else
 *     {@code data/omniedge} of Kura, else {@code /var/lib/omniedge}
 * @param run does not: {@code io.omniedge.run}, else where {@code wg} looks
 */
record GatewayDirectories(Path data, Path run) {
  /** Asks for properties; null where there is none. */
  static GatewayDirectories of(UnaryOperator<@Nullable String> property) {
    String data = property.apply("io.omniedge.data");
    String kura = property.apply("kura.home");
    String run = property.apply("io.omniedge.run");
    Path dataDirectory;
    if (data != null) {
      dataDirectory = Path.of(data);
    } else {
      dataDirectory =
          kura == null ? Path.of("/var/lib/omniedge") : Path.of(kura, "data", "omniedge");
    }
    return new GatewayDirectories(dataDirectory, Path.of(run == null ? "/var/run/wireguard" : run));
  }

  /** The run directory; null if this process may neither write there nor make it. */
  @Nullable Path runIfWritable() {
    Path present = run;
    while (present != null && !Files.exists(present)) {
      present = present.getParent();
    }
    return present != null && Files.isWritable(present) ? run : null;
  }
}
