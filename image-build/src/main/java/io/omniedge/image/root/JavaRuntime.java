package io.omniedge.image.root;

import io.omniedge.gateway.device.Architecture;
import io.omniedge.image.debian.DebFile;
import io.omniedge.image.tool.Command;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/** Debian's Java with the modules that a gateway uses, linked on this machine for the board's. */
public final class JavaRuntime {
  /** Where the launcher of the gateway finds it. */
  public static final String PLACE = "usr/lib/jvm/omniedge";

  /** The package with the modules; linked from it, so none of its dependencies is needed. */
  public static final String PACKAGE = "openjdk-25-jdk-headless";

  /** Of all files of an image, for the archive of classes remembers that of the modules. */
  public static final Instant MODULES_TIME = Instant.ofEpochSecond(1);

  /** What the bundles import, and what a person needs who looks into one that runs. */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.compiler",
          "java.instrument",
          "java.logging",
          "java.management",
          "java.management.rmi",
          "java.naming",
          "java.net.http",
          "java.prefs",
          "java.rmi",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "java.xml",
          "jdk.httpserver",
          "jdk.jcmd",
          "jdk.management",
          "jdk.net",
          "jdk.unsupported",
          "jdk.zipfs");

  private JavaRuntime() {}

  /** Links it into a root. */
  public static void link(DebFile jdk, Path root, Path work)
      throws IOException, ImageException, InterruptedException {
    Folders.empty(work);
    new Unpacking(work, new Ownership()).unpack(jdk, path -> path.contains("/jmods/"));
    Path jmods =
        Folders.files(work).stream()
            .filter(file -> file.endsWith("java.base.jmod"))
            .map(file -> file.resolveSibling(""))
            .findFirst()
            .orElseThrow(() -> new ImageException(jdk.file() + " has no modules"));
    Path target = root.resolve(PLACE);
    Folders.remove(target);
    Folders.parent(target);
    Command.of(
            Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
            "--module-path",
            jmods,
            "--add-modules",
            String.join(",", MODULES),
            // Not --strip-debug: it calls the objcopy of this machine, for whose processor it is
            // not.
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            // The file system compresses, and better.
            "--compress",
            "zip-0",
            "--output",
            target)
        .run();
  }

  /**
   * Makes the archive of classes that Java maps at its start instead of reading them. It is made by
   * the board's Java itself, emulated, and good as long as nobody touches its modules.
   */
  public static void archiveClasses(Architecture architecture, Path root, Toolbox emulators)
      throws IOException, ImageException, InterruptedException {
    Path modules = root.resolve(PLACE).resolve("lib/modules");
    // The archive remembers the time of the modules.
    Files.setLastModifiedTime(modules, FileTime.from(MODULES_TIME));
    emulators
        .run(
            "qemu-" + architecture.machine(),
            "-L",
            root,
            root.resolve(PLACE).resolve("bin/java"),
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-Xshare:dump")
        .run();
  }
}
