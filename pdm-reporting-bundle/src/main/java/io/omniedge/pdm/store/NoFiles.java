package io.omniedge.pdm.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** No disk at all: what is to be written stays in memory. */
final class NoFiles implements StoreFiles {
  private static IOException none() {
    return new IOException("there is no folder");
  }

  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public long size(String name) throws IOException {
    throw none();
  }

  @Override
  public void read(String name, long position, ByteBuffer into) throws IOException {
    throw none();
  }

  @Override
  public void write(String name, long position, ByteBuffer from) throws IOException {
    throw none();
  }

  @Override
  public void truncate(String name, long size) throws IOException {
    throw none();
  }

  @Override
  public void force(String name) throws IOException {
    throw none();
  }

  @Override
  public void rename(String from, String to) throws IOException {
    throw none();
  }

  @Override
  public void delete(String name) throws IOException {
    throw none();
  }

  @Override
  public void sync() throws IOException {
    throw none();
  }

  @Override
  public long freeBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public void close() {}
}
