package io.omniedge.image;

import io.omniedge.image.debian.Archive;
import io.omniedge.image.debian.DebFile;
import io.omniedge.image.debian.Mirror;
import io.omniedge.image.root.Ownership;
import io.omniedge.image.root.Unpacking;
import io.omniedge.image.tool.Command;
import io.omniedge.image.tool.Digests;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What builds share: Debian's archives, and the programs to build with.
 *
 * @param cache where they are kept from build to build
 * @param mirror where Debian comes from
 * @param refresh whether to look for newer packages
 */
record Workshop(Path cache, Mirror mirror, boolean refresh) {
  /** To make file systems, GRUB, bundles, signatures. */
  private static final List<String> BUILDERS =
      List.of(
          "cryptsetup-bin",
          "dosfstools",
          "e2fsprogs",
          "fdisk",
          "grub-common",
          "kmod",
          "mtools",
          "openssl",
          "qemu-user",
          "rauc",
          "squashfs-tools",
          "systemd",
          "xz-utils",
          "zstd");

  /** To boot images. */
  private static final List<String> EMULATORS =
      List.of(
          "qemu-system-arm",
          "qemu-system-misc",
          "qemu-system-x86",
          "qemu-efi-aarch64",
          "qemu-efi-riscv64",
          "ovmf");

  /** Packages for boards of an architecture. */
  Archive archive(String architecture, boolean backports)
      throws IOException, ImageException, InterruptedException {
    return Archive.open(mirror, architecture, backports, cache, refresh);
  }

  /** What builds images. */
  Toolbox builders() throws IOException, ImageException, InterruptedException {
    return toolbox("builders", BUILDERS);
  }

  /** What boots them. */
  Toolbox emulators() throws IOException, ImageException, InterruptedException {
    return toolbox("emulators", EMULATORS);
  }

  private Toolbox toolbox(String name, List<String> packages)
      throws IOException, ImageException, InterruptedException {
    String here = Command.of("dpkg", "--print-architecture").run().strip();
    List<DebFile> files = archive(here, false).withDependencies(packages);
    Digests digests = new Digests();
    for (DebFile file : files) {
      digests.add(file.name()).add(file.version());
    }
    Path folder = cache.resolve(name + "-" + digests.hex().substring(0, 16));
    Toolbox toolbox = new Toolbox(folder);
    if (Files.isDirectory(folder.resolve("programs"))) {
      return toolbox;
    }
    // Scripts name the folder, so it is made where it stays; they are the mark that it is whole.
    Path unfinished = cache.resolve(name + ".unfinished");
    Folders.empty(unfinished);
    Unpacking unpacking = new Unpacking(unfinished, new Ownership());
    for (DebFile file : files) {
      unpacking.unpack(file, path -> !path.startsWith("usr/share/doc/"));
    }
    Folders.remove(folder);
    Files.move(unfinished, folder);
    toolbox.prepare();
    return toolbox;
  }
}
