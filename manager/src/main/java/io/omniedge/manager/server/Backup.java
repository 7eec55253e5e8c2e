package io.omniedge.manager.server;

import io.omniedge.manager.authority.PrivateFile;
import io.omniedge.manager.store.SqliteCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * One file with all that a manager is: its database of one moment and its keys. What the broker
 * stores is not in it: that is filled again. Whoever has the file is the manager, so only its owner
 * may read it.
 */
final class Backup {
  private static final String DATABASE = "manager.db";
  private static final String KEYS = "keys/";
  private static final Set<String> KEY_FILES =
      Set.of("authority.pem", "authority.key", "signing.key");

  private Backup() {}

  /** Writes one, beside a manager that may be running. */
  static void write(Path data, boolean withDatabase, Path file) throws IOException {
    Path folder = file.toAbsolutePath().resolveSibling("").normalize();
    Path copy = folder.resolve("." + file.getFileName() + ".db");
    Path fresh = folder.resolve("." + file.getFileName() + ".new");
    Files.deleteIfExists(copy);
    Files.deleteIfExists(fresh);
    try {
      Files.createFile(fresh, ownerOnly());
      if (withDatabase) {
        // Made before it is filled: nobody else may read it for a moment either.
        Files.createFile(copy, ownerOnly());
        SqliteCopy.copy(data.resolve(DATABASE), copy);
      }
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE);
          ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
        if (withDatabase) {
          add(zip, DATABASE, copy);
        }
        for (Path key : keys(data)) {
          add(zip, KEYS + key.getFileName(), key);
        }
        zip.finish();
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(fresh);
    }
  }

  private static FileAttribute<?> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  private static List<Path> keys(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("keys"))) {
      return files
          .filter(file -> KEY_FILES.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  private static void add(ZipOutputStream zip, String name, Path file) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    long _ = Files.copy(file, zip);
    zip.closeEntry();
  }

  /**
   * Makes a data folder of one.
   *
   * @param data must not have a manager in it
   */
  static void restore(Path file, Path data, boolean withDatabase) throws IOException {
    if (Files.exists(data.resolve(DATABASE)) || Files.exists(data.resolve("keys"))) {
      throw new IOException(data + " has a manager in it already; move it away first");
    }
    PrivateFile.folder(data);
    Path fresh = data.resolve("." + DATABASE + ".restored");
    Set<String> seen = new TreeSet<>();
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (name.equals(DATABASE)) {
          Files.deleteIfExists(fresh);
          Files.createFile(fresh, ownerOnly());
          try (OutputStream out = Files.newOutputStream(fresh)) {
            long _ = zip.transferTo(out);
          }
          seen.add(name);
        } else if (name.startsWith(KEYS) && KEY_FILES.contains(name.substring(KEYS.length()))) {
          PrivateFile.write(data.resolve(name), zip.readAllBytes());
          seen.add(name);
        } else {
          throw new IOException(file + " is no backup of a manager: it has " + name + " in it");
        }
      }
    }
    if (seen.size() != KEY_FILES.size() + (withDatabase ? 1 : 0)) {
      throw new IOException(file + " is no whole backup: it has only " + seen);
    }
    if (withDatabase) {
      SqliteCopy.check(fresh);
      Files.move(fresh, data.resolve(DATABASE), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
