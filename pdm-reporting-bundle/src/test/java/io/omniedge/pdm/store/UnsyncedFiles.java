package io.omniedge.pdm.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of a disk that are never synced, so that a week is over in seconds: what a process has
 * written survives its kill in the memory of the system. {@link FaultyDisk} is for power cuts.
 */
final class UnsyncedFiles implements StoreFiles {
  private final DiskFiles files;

  UnsyncedFiles(Path folder) {
    files = new DiskFiles(folder);
  }

  @Override
  public List<String> names() throws IOException {
    return files.names();
  }

  @Override
  public long size(String name) throws IOException {
    return files.size(name);
  }

  @Override
  public void read(String name, long position, ByteBuffer into) throws IOException {
    files.read(name, position, into);
  }

  @Override
  public void write(String name, long position, ByteBuffer from) throws IOException {
    files.write(name, position, from);
  }

  @Override
  public void truncate(String name, long size) throws IOException {
    files.truncate(name, size);
  }

  @Override
  public void force(String name) {}

  @Override
  public void rename(String from, String to) throws IOException {
    files.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    files.delete(name);
  }

  @Override
  public void sync() {}

  @Override
  public long freeBytes() throws IOException {
    return files.freeBytes();
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
