package io.omniedge.gateway.api;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where this gateway keeps its state. Not the framework's storage: Kura wipes that at every boot,
 * and keys with it.
 */
public final class DataDirectory {
  private DataDirectory() {}

  /**
   * {@code io.omniedge.data} of the framework or the system, else {@code data/omniedge} of Kura,
   * else {@code /var/lib/omniedge}.
   *
   * @param property of the framework; null where there is none
   */
  public static Path of(UnaryOperator<@Nullable String> property) {
    String data = property.apply("io.omniedge.data");
    if (data != null) {
      return Path.of(data);
    }
    String kura = property.apply("kura.home");
    return kura == null ? Path.of("/var/lib/omniedge") : Path.of(kura, "data", "omniedge");
  }
}
