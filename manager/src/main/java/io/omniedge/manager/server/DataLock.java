package io.omniedge.manager.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second manager away from the same data: both would give the same addresses and epochs.
 */
final class DataLock implements AutoCloseable {
  private final FileChannel file;

  private DataLock(FileChannel file) {
    this.file = file;
  }

  static DataLock take(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // another one in this process
    }
    if (lock == null) {
      file.close();
      throw new IOException("another manager is running with the data in " + folder);
    }
    return new DataLock(file);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
