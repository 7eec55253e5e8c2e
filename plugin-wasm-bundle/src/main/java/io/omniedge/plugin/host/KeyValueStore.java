package io.omniedge.plugin.host;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What a plugin keeps, within a quota. Changes are in memory until somebody takes a snapshot.
 * Thread-safe.
 *
 * <pre>
 * magic "OMKV" | version 1 (4 bytes) | entries (4) | entry* | CRC-32C of all before (8)
 * entry: size of the key (2) | key | size of the value (4) | value
 * </pre>
 */
final class KeyValueStore {
  static final int MAX_KEY_BYTES = 128;

  private static final int MAGIC = 0x4f4d4b56;
  private static final int VERSION = 1;
  private static final int CHECK_BYTES = 8;

  /** Of each entry besides its bytes: keeping many small things costs too. */
  private static final int ENTRY_BYTES = 32;

  private int quotaBytes;
  private final Map<String, byte[]> values = new TreeMap<>();
  private int usedBytes;
  private boolean isChanged;

  KeyValueStore(int quotaBytes) {
    this.quotaBytes = quotaBytes;
  }

  /** What another version may keep; what is there stays, even if it is more. */
  synchronized void limit(int bytes) {
    quotaBytes = bytes;
  }

  private static int size(String key, byte[] value) {
    return ENTRY_BYTES + key.getBytes(StandardCharsets.UTF_8).length + value.length;
  }

  synchronized Optional<byte[]> get(String key) {
    return Optional.ofNullable(values.get(key)).map(byte[]::clone);
  }

  /** Keeps a value; says whether there was room. */
  synchronized boolean set(String key, byte[] value) {
    byte[] before = values.get(key);
    int used = usedBytes + size(key, value) - (before == null ? 0 : size(key, before));
    if (used > quotaBytes) {
      return false;
    }
    values.put(key, value.clone());
    usedBytes = used;
    isChanged = true;
    return true;
  }

  /** Forgets a value; says whether there was one. */
  synchronized boolean delete(String key) {
    byte[] before = values.remove(key);
    if (before == null) {
      return false;
    }
    usedBytes -= size(key, before);
    isChanged = true;
    return true;
  }

  synchronized int usedBytes() {
    return usedBytes;
  }

  /** All of it for the disk, if something changed since the last time. */
  synchronized Optional<byte[]> snapshot() {
    if (!isChanged) {
      return Optional.empty();
    }
    isChanged = false;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(usedBytes);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeInt(values.size());
      for (Map.Entry<String, byte[]> entry : values.entrySet()) {
        byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeShort(key.length);
        out.write(key);
        out.writeInt(entry.getValue().length);
        out.write(entry.getValue());
      }
      out.flush();
      out.writeLong(check(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return Optional.of(bytes.toByteArray());
  }

  /**
   * Takes over what a snapshot has, as far as the quota allows.
   *
   * @throws IOException if it is damaged; then nothing is changed
   */
  synchronized void restore(byte[] snapshot) throws IOException {
    Map<String, byte[]> read = read(snapshot);
    values.clear();
    usedBytes = 0;
    read.forEach(
        (key, value) -> {
          boolean unused = set(key, value); // what is too much is left out
        });
    isChanged = false;
  }

  private static Map<String, byte[]> read(byte[] snapshot) throws IOException {
    int content = snapshot.length - CHECK_BYTES;
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
    if (content < 12 || in.readInt() != MAGIC || in.readInt() != VERSION) {
      throw new IOException("it is no snapshot of a plugin's store");
    }
    int count = in.readInt();
    Map<String, byte[]> read = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      byte[] key = take(in, in.readUnsignedShort());
      read.put(new String(key, StandardCharsets.UTF_8), take(in, in.readInt()));
    }
    if (in.available() != CHECK_BYTES || in.readLong() != check(snapshot, content)) {
      throw new IOException("the snapshot of a plugin's store is damaged");
    }
    return read;
  }

  private static byte[] take(DataInputStream in, int size) throws IOException {
    if (size < 0 || size > in.available()) {
      throw new IOException("the snapshot of a plugin's store ends in the middle");
    }
    return in.readNBytes(size);
  }

  private static long check(byte[] bytes, int length) {
    CRC32C check = new CRC32C();
    check.update(bytes, 0, length);
    return check.getValue();
  }
}
