package io.omniedge.image.root;

import io.omniedge.gateway.device.Boot;
import io.omniedge.image.debian.Archive;
import io.omniedge.image.debian.DebFile;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Debian's kernel, unpacked: its scripts, which would make a first root of ten times the size, are
 * not run.
 *
 * @param packages it comes in
 * @param version as in /usr/lib/modules
 * @param image what GRUB loads
 */
public record Kernel(List<DebFile> packages, String version, Path image) {
  /** Until 6.12 one package; since 7 three, and a fourth for device trees. */
  private static final Pattern PART = Pattern.compile("linux-(image|binary|modules|base)-[0-9].*");

  /** The packages of a board's kernel, fetched. */
  public static List<DebFile> packages(Archive archive, Boot boot)
      throws IOException, ImageException, InterruptedException {
    String suite = boot.suite() == Boot.Suite.BACKPORTS ? "/" + Archive.RELEASE + "-backports" : "";
    List<DebFile> parts =
        archive.withDependencies(List.of(boot.kernelPackage() + suite)).stream()
            .filter(file -> PART.matcher(file.name()).matches())
            .toList();
    if (parts.isEmpty()) {
      throw new ImageException(boot.kernelPackage() + " leads to no kernel");
    }
    return parts;
  }

  /**
   * Unpacks it: modules into the root, image and device trees beside it.
   *
   * @param beside a folder for what is not in the root
   */
  public static Kernel unpack(
      List<DebFile> packages, Path root, Path beside, Predicate<String> wanted, Toolbox tools)
      throws IOException, ImageException, InterruptedException {
    Folders.empty(beside);
    Unpacking unpacking = new Unpacking(beside, new Ownership());
    for (DebFile file : packages) {
      unpacking.unpack(file, wanted);
    }
    Path modules = only(beside.resolve("usr/lib/modules"), "");
    String version = String.valueOf(modules.getFileName());
    Path target = root.resolve("usr/lib/modules").resolve(version);
    Folders.remove(target);
    Folders.parent(target);
    Files.move(modules, target);
    Path image = target.resolve("vmlinuz");
    Path own = beside.resolve("vmlinuz");
    if (!Files.exists(image)) {
      image = only(beside.resolve("boot"), "vmlin");
    }
    Files.move(image, own);
    tools.run("depmod", "-b", root, version).run();
    return new Kernel(packages, version, own);
  }

  /** A device tree as broadcom/bcm2711-rpi-4-b.dtb. */
  public static Path deviceTree(Path beside, String name) throws IOException, ImageException {
    return Folders.files(beside).stream()
        .filter(file -> file.endsWith(name))
        .findFirst()
        .orElseThrow(() -> new ImageException("the kernel has no device tree " + name));
  }

  private static Path only(Path folder, String prefix) throws IOException, ImageException {
    if (!Files.isDirectory(folder)) {
      throw new ImageException("the kernel's packages have nothing in " + folder);
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> found =
          all.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix)).toList();
      if (found.size() != 1) {
        throw new ImageException(folder + " should have one of " + prefix + "*, has " + found);
      }
      return found.get(0);
    }
  }
}
