package io.omniedge.image;

import io.omniedge.image.debian.Mirror;
import io.omniedge.image.tool.ImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code ./dev image} and what it needs of {@code ./dev boot}. */
public final class Main {
  private static final String USAGE =
      """
      usage: image BOARD --root DIR --cache DIR --out DIR --version TEXT --time SECONDS
                         [--keys DIR] [--refresh]
             emulate BOARD --root DIR --cache DIR --out DIR
      """;

  private static final Set<String> VALUED =
      Set.of("--root", "--cache", "--out", "--version", "--time", "--keys");

  private Main() {}

  /** Entrance of the program. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(args));
  }

  private static int run(String[] args) throws InterruptedException {
    Map<String, String> values = new HashMap<>();
    if (args.length < 2 || !List.of("image", "emulate").contains(args[0])) {
      System.err.print(USAGE);
      return 2;
    }
    for (int i = 2; i < args.length; i++) {
      if (VALUED.contains(args[i]) && i + 1 < args.length) {
        values.put(args[i], args[++i]);
      } else if (args[i].equals("--refresh")) {
        values.put(args[i], "");
      } else {
        System.err.print("unknown option " + args[i] + "\n" + USAGE);
        return 2;
      }
    }
    try {
      Path root = folder(values, "--root");
      Path cache = folder(values, "--cache");
      Path out = folder(values, "--out");
      Mirror mirror = Mirror.of(Path.of("/etc/apt"));
      Workshop workshop = new Workshop(cache, mirror, values.containsKey("--refresh"));
      if (args[0].equals("emulate")) {
        System.out.println(Emulation.command(root, args[1], out, workshop));
        return 0;
      }
      String keys = values.get("--keys");
      new ImageBuild(
              new ImageBuild.Options(
                  root,
                  args[1],
                  cache,
                  out,
                  keys == null ? cache.resolve("trial-keys") : Path.of(keys).toAbsolutePath(),
                  keys == null,
                  values.getOrDefault("--version", "0"),
                  Instant.ofEpochSecond(Long.parseLong(values.getOrDefault("--time", "1"))),
                  workshop),
              new Clocked(System.nanoTime()))
          .run();
      return 0;
    } catch (ImageException e) {
      System.err.println("image: " + e.getMessage());
      return 1;
    } catch (IOException e) {
      System.err.println("image: " + e);
      return 1;
    } catch (NumberFormatException e) {
      System.err.println("image: --time: " + e.getMessage());
      return 2;
    }
  }

  private static Path folder(Map<String, String> values, String name)
      throws IOException, ImageException {
    String value = values.get(name);
    if (value == null) {
      throw new ImageException(name + " is missing\n" + USAGE);
    }
    return Files.createDirectories(Path.of(value)).toRealPath();
  }

  /** Says how long each step took. */
  private static final class Clocked implements ImageBuild.Steps {
    private long last;

    Clocked(long now) {
      this.last = now;
    }

    @Override
    public void done(String what) {
      long now = System.nanoTime();
      System.out.printf("  %5.1f s  %s%n", (now - last) / 1e9, what);
      last = now;
    }
  }
}
