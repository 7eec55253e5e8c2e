package io.omniedge.transport.osgi;

import io.omniedge.gateway.api.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where this gateway keeps its state.
 *
 * @param data survives restarts, see {@link DataDirectory}
 * @param run does not: {@code io.omniedge.run}, else where {@code wg} looks
 */
record GatewayDirectories(Path data, Path run) {
  /** Asks for properties; null where there is none. */
  static GatewayDirectories of(UnaryOperator<@Nullable String> property) {
    String run = property.apply("io.omniedge.run");
    return new GatewayDirectories(
        DataDirectory.of(property), Path.of(run == null ? "/var/run/wireguard" : run));
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
