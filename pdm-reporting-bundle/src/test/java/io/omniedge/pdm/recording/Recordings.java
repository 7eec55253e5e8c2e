package io.omniedge.pdm.recording;

import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Public recordings beside the repository. A test that needs one is skipped where they are not;
 * {@code -Domniedge.data=folder} says where else they are.
 */
public final class Recordings {
  private Recordings() {}

  /** A file of the folder, as cwru/1797_Normal.npz. */
  public static Path file(String name) {
    String folder = System.getProperty("omniedge.data", "../../shared/data");
    Path file = Path.of(folder).resolve(name);
    Assumptions.assumeTrue(
        Files.isReadable(file),
        () -> file.toAbsolutePath().normalize() + " is not there; see omniedge.data");
    return file;
  }

  /** Acceleration at the drive end, in g, of a recording of Case Western Reserve University. */
  public static double[] cwru(String name) throws IOException, ProtocolException {
    Path file = file("cwru/" + name);
    try (InputStream stream = Files.newInputStream(file)) {
      // The rate is not in the file and no matter here.
      return Recording.read(file.toString(), stream, new Recording.Settings(1, "g", 1))
          .channel("DE")
          .orElseThrow()
          .samples();
    }
  }
}
