package io.omniedge.image.disk;

import io.omniedge.image.tool.Command;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * File systems as files: nothing is mounted, so nobody has to be root.
 *
 * @param time of everything in them
 */
public record FileSystems(Toolbox tools, Instant time, Seed seed) {
  private static final long MIB = 1 << 20;

  /**
   * A squashfs of a folder that is all root's but for what the file of owners says. Times are those
   * of the files.
   */
  public void squash(Path folder, Path owners, Path target)
      throws IOException, ImageException, InterruptedException {
    Files.deleteIfExists(target);
    tools
        .run("mksquashfs", folder, target)
        .and("-comp", "zstd", "-Xcompression-level", "15", "-b", "256K")
        .and("-all-root", "-pseudo-override", "-pf", owners, "-no-xattrs", "-no-exports")
        .and("-mkfs-time", "1", "-root-mode", "755")
        .and("-noappend", "-no-progress", "-quiet")
        .run();
  }

  /**
   * A FAT of the files in a folder.
   *
   * @param label at most 11 capitals
   */
  public void fat(Path folder, int mib, String label, Path target)
      throws IOException, ImageException, InterruptedException {
    allocate(target, mib * MIB);
    tools
        .run("mkfs.vfat", "--invariant", "-n", label)
        .and("-i", seed.hex("fat " + label + target.getFileName()).substring(0, 8))
        .and(target)
        .run();
    List<Path> entries;
    try (Stream<Path> all = Files.list(folder)) {
      entries = all.sorted().toList();
    }
    for (Path file : Folders.files(folder)) {
      Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(time));
    }
    Command copy =
        tools
            .run("mcopy", "-s", "-m", "-Q", "-i", target)
            .and(entries)
            .and("::/")
            .with("SOURCE_DATE_EPOCH", time.getEpochSecond())
            .with("TZ", "UTC")
            .with("MTOOLS_SKIP_CHECK", "1");
    copy.run();
  }

  /** An empty ext4. */
  public void ext4(int mib, String label, Path target)
      throws IOException, ImageException, InterruptedException {
    allocate(target, mib * MIB);
    tools
        .run("mke2fs", "-q", "-F", "-t", "ext4", "-L", label, "-m", "1")
        .and("-U", seed.uuid(label), "-E", "hash_seed=" + seed.uuid("hashes of " + label))
        // lost+found is of no use without a person; the journal finds what a power cut left.
        .and(target)
        .with("SOURCE_DATE_EPOCH", time.getEpochSecond())
        .with("E2FSPROGS_FAKE_TIME", time.getEpochSecond())
        .with("MKE2FS_CONFIG", "/dev/null")
        .run();
  }

  static void allocate(Path file, long bytes) throws IOException {
    Files.deleteIfExists(file);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
  }
}
