package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** The plugins of a gateway as an operator of its machine handles them: by files. */
public final class PluginFolder {
  /** The build of the reference plugins says so if a compiler is not to be had. */
  private static final int NO_TOOLCHAIN = 3;

  private static final Pattern DONE = Pattern.compile("\"done\":\"([^\"]*)\"");
  private static final Path ROOT = Path.of(System.getProperty("omniedge.root"));

  private final Path inbox;

  /** Of the gateway with that host's data directory. */
  public PluginFolder(Host host) {
    this.inbox = host.folder().resolve("plugins/inbox");
  }

  /** Lets a gateway take what nobody signed. */
  public static void allowUnsigned(Host host) {
    GatewayRuntime.deploy(
        host,
        "io.omniedge.plugin.Plugins",
        Map.of("allowUnsigned", "true", "statisticsSeconds", "1"));
  }

  /** Writes the form of a plugin. */
  public static void configure(Host host, String id, Map<String, String> values) {
    GatewayRuntime.deploy(host, "io.omniedge.plugin.of." + id.replace('-', '_'), values);
  }

  /** A reference plugin, made from source; without its compiler the test is skipped. */
  public static byte[] reference(String type) {
    return made(ROOT.resolve("plugin-wasm-bundle/examples").resolve(type));
  }

  /** A plugin of these tests alone, made from source as the reference plugins are. */
  public static byte[] ofTests(String name) {
    return made(ROOT.resolve("itests/src/test/plugins").resolve(name));
  }

  private static byte[] made(Path folder) {
    try {
      Path log = Files.createTempFile("examples-build", ".log");
      try {
        Process build =
            new ProcessBuilder(
                    ROOT.resolve("plugin-wasm-bundle/examples/build").toString(), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = build.waitFor();
        String said = Files.readString(log);
        Path module = folder.resolve("target").resolve(folder.getFileName() + ".wasm");
        Assumptions.assumeFalse(status == NO_TOOLCHAIN && !Files.exists(module), said.strip());
        if (!Files.exists(module)) {
          throw new AssertionError(said);
        }
        return Files.readAllBytes(module);
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Puts a file there, whole, and waits for the answer to it. */
  public String put(String name, byte[] content) {
    Path result = inbox.resolve(name + ".result");
    try {
      Files.deleteIfExists(result);
      Path part = inbox.resolve(name + ".part");
      Files.write(part, content);
      Files.move(part, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      Eventually.holds("an answer to " + name, () -> Files.exists(result));
      return Files.readString(result, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Installs a package, and says what the gateway says of it. */
  public String install(String name, byte[] file) {
    String answer = put(name + ".wasm", file);
    Matcher done = DONE.matcher(answer);
    if (!done.find()) {
      throw new AssertionError(name + ": " + answer);
    }
    return done.group(1);
  }

  /** Cuts an installed package off, as a disk may. */
  public void damage(byte[] file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
      Path kept =
          inbox.resolveSibling("packages").resolve(HexFormat.of().formatHex(digest) + ".wasm");
      Files.write(kept, Arrays.copyOf(Files.readAllBytes(kept), 100));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Removes a plugin. */
  public String remove(String id) {
    return put(id + ".remove", new byte[0]);
  }
}
