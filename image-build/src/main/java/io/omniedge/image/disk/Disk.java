package io.omniedge.image.disk;

import io.omniedge.gateway.device.DeviceProfile.Partitions;
import io.omniedge.image.tool.Folders;
import io.omniedge.image.tool.ImageException;
import io.omniedge.image.tool.Toolbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The disk as a file: a GPT [UEFI 2.10, 5.3] and its partitions, with holes where nothing is. */
public final class Disk {
  private static final long MIB = 1 << 20;

  /** For the table in front and its copy at the end. */
  private static final long MARGIN_MIB = 1;

  private static final String EFI = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
  private static final String LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";

  private record Partition(String name, String type, long mib, Optional<Path> content) {}

  private final List<Partition> partitions = new ArrayList<>();

  /**
   * The layout that is the same on every board. GRUB counts on the numbers: boot is the second and
   * the fourth. The second slot is empty until the first update.
   */
  public static Disk of(Partitions sizes, Path efi, Path boot, Path root, Path data) {
    Disk disk = new Disk();
    disk.partitions.add(new Partition("esp", EFI, sizes.efiMib(), Optional.of(efi)));
    disk.partitions.add(new Partition("bootA", LINUX, sizes.bootMib(), Optional.of(boot)));
    disk.partitions.add(new Partition("rootA", LINUX, sizes.rootMib(), Optional.of(root)));
    disk.partitions.add(new Partition("bootB", LINUX, sizes.bootMib(), Optional.empty()));
    disk.partitions.add(new Partition("rootB", LINUX, sizes.rootMib(), Optional.empty()));
    disk.partitions.add(new Partition("data", LINUX, sizes.dataMib(), Optional.of(data)));
    return disk;
  }

  /** Writes it. */
  public void write(Path target, Toolbox tools, Seed seed, Path work)
      throws IOException, ImageException, InterruptedException {
    StringBuilder script =
        new StringBuilder("label: gpt\nlabel-id: " + seed.uuid("disk") + "\nunit: sectors\n");
    long at = MARGIN_MIB;
    List<Long> starts = new ArrayList<>();
    for (Partition partition : partitions) {
      starts.add(at);
      script.append(
          "start=%d, size=%d, type=%s, uuid=%s, name=%s\n"
              .formatted(
                  at * MIB / 512,
                  partition.mib * MIB / 512,
                  partition.type,
                  seed.uuid("partition " + partition.name),
                  partition.name));
      at += partition.mib;
    }
    FileSystems.allocate(target, (at + MARGIN_MIB) * MIB);
    Path table = work.resolve("partitions");
    Folders.write(table, script.toString());
    Process sfdisk =
        tools
            .run("sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", target)
            .builder()
            .redirectInput(table.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (sfdisk.waitFor() != 0) {
      throw new ImageException("sfdisk refused:\n" + script);
    }
    for (int i = 0; i < partitions.size(); i++) {
      if (partitions.get(i).content.isPresent()) {
        put(partitions.get(i), partitions.get(i).content.get(), starts.get(i) * MIB, target);
      }
    }
  }

  private static void put(Partition partition, Path content, long at, Path target)
      throws IOException, ImageException {
    if (Files.size(content) > partition.mib * MIB) {
      throw new ImageException(
          "partition %s has %d MiB, its content takes %d: change the profile of the board"
              .formatted(partition.name, partition.mib, (Files.size(content) + MIB - 1) / MIB));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) MIB);
    try (FileChannel from = FileChannel.open(content);
        FileChannel to = FileChannel.open(target, StandardOpenOption.WRITE)) {
      for (long done = 0; ; ) {
        int n = from.read(buffer.clear());
        if (n < 0) {
          return;
        }
        if (!isZero(buffer.flip())) {
          for (long place = at + done; buffer.hasRemaining(); ) {
            place += to.write(buffer, place);
          }
        }
        done += n;
      }
    }
  }

  private static boolean isZero(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
