package io.omniedge.pdm.store;

import io.omniedge.gateway.configuration.storage.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of the disk, which only its owner may read. One thread at a time. */
public final class DiskFiles implements StoreFiles {
  /** More are never written in turn: a file of each class, and its acknowledgements. */
  private static final int MOST_OPEN = 10;

  /** The JDK copies each heap buffer to a direct one of the same size, which it keeps. */
  private static final int CHUNK_BYTES = 64 << 10;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path folder;
  private final Map<String, FileChannel> open = new HashMap<>();

  /** Of this folder; touches nothing yet. */
  public DiskFiles(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<String> names() throws IOException {
    PrivateFile.makeDirectory(folder);
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(folder.resolve(name));
  }

  @Override
  public void read(String name, long position, ByteBuffer into) throws IOException {
    // Not by the channel for writing: a disk that became read-only has none.
    FileChannel written = open.get(name);
    if (written != null && written.isOpen()) {
      read(written, position, into);
      return;
    }
    try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
      read(channel, position, into);
    }
  }

  private static void read(FileChannel channel, long position, ByteBuffer into) throws IOException {
    int end = into.limit();
    try {
      while (into.position() < end) {
        into.limit(Math.min(end, into.position() + CHUNK_BYTES));
        int count = channel.read(into, position);
        if (count < 0) {
          return;
        }
        position += count;
      }
    } finally {
      into.limit(end);
    }
  }

  @Override
  public void write(String name, long position, ByteBuffer from) throws IOException {
    FileChannel channel = channel(name);
    int end = from.limit();
    try {
      while (from.position() < end) {
        from.limit(Math.min(end, from.position() + CHUNK_BYTES));
        position += channel.write(from, position);
      }
    } finally {
      from.limit(end);
    }
  }

  private FileChannel channel(String name) throws IOException {
    FileChannel channel = open.get(name);
    // A thread that is interrupted while it writes closes it [AbstractInterruptibleChannel].
    if (channel == null || !channel.isOpen()) {
      if (open.size() >= MOST_OPEN) {
        close();
      }
      Set<OpenOption> options =
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      channel = FileChannel.open(folder.resolve(name), options, OWNER);
      open.put(name, channel);
    }
    return channel;
  }

  @Override
  public void truncate(String name, long size) throws IOException {
    channel(name).truncate(size);
  }

  @Override
  public void force(String name) throws IOException {
    channel(name).force(false);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    release(from);
    release(to);
    Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    release(name);
    Files.deleteIfExists(folder.resolve(name));
  }

  private void release(String name) throws IOException {
    FileChannel channel = open.remove(name);
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public void sync() throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  @Override
  public void close() throws IOException {
    for (String name : List.copyOf(open.keySet())) {
      release(name);
    }
  }
}
