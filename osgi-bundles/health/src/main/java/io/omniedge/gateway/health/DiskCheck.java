package io.omniedge.gateway.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the data directory takes a changed configuration and a handshake's timestamp. */
public final class DiskCheck implements Check {
  private static final long MEGABYTE = 1024 * 1024;

  /** Ours is a few megabytes of keys and snapshots; the rest is for the log. */
  private static final long LITTLE = 64 * MEGABYTE;

  private static final long NEXT_TO_NOTHING = 8 * MEGABYTE;

  private final Path data;

  /** Looks at the file system of this directory. */
  public DiskCheck(Path data) {
    this.data = data;
  }

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public Verdict look() {
    try {
      long free = Files.getFileStore(data).getUsableSpace();
      return Files.isWritable(data)
          ? verdict(free)
          : Verdict.critical(data + " cannot be written to");
    } catch (IOException e) {
      return Verdict.critical(data + " cannot be read: " + e);
    }
  }

  Verdict verdict(long freeBytes) {
    String message = freeBytes / MEGABYTE + " MB are free in " + data;
    if (freeBytes < NEXT_TO_NOTHING) {
      return Verdict.critical(message);
    }
    return freeBytes < LITTLE ? Verdict.warn(message) : Verdict.ok(message);
  }
}
