package io.omniedge.image.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.omniedge.image.tool.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a 64-bit little-endian program needs to start [System V gABI, chapter 5]. */
final class ElfFile {
  private static final int PROGRAM_LOAD = 1;
  private static final int PROGRAM_DYNAMIC = 2;
  private static final int PROGRAM_INTERPRETER = 3;
  private static final long TAG_NEEDED = 1;
  private static final long TAG_STRINGS = 5;

  private final Path file;
  private final ByteBuffer bytes;

  private ElfFile(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  static ElfFile read(Path file) throws IOException, ImageException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() < 64 || bytes.getInt(0) != 0x464c457f || bytes.get(4) != 2) {
      throw new ImageException(file + " is no 64-bit program");
    }
    return new ElfFile(file, bytes);
  }

  /** The loader it names, if it needs one. */
  Optional<String> interpreter() throws ImageException {
    int header = programHeader(PROGRAM_INTERPRETER);
    return header < 0 ? Optional.empty() : Optional.of(text((int) bytes.getLong(header + 8)));
  }

  /** Names of the libraries it needs. */
  List<String> needed() throws ImageException {
    int header = programHeader(PROGRAM_DYNAMIC);
    if (header < 0) {
      return List.of();
    }
    int start = (int) bytes.getLong(header + 8);
    int end = start + (int) bytes.getLong(header + 32);
    List<Long> offsets = new ArrayList<>();
    long strings = 0;
    for (int at = start; at + 16 <= end && bytes.getLong(at) != 0; at += 16) {
      if (bytes.getLong(at) == TAG_NEEDED) {
        offsets.add(bytes.getLong(at + 8));
      } else if (bytes.getLong(at) == TAG_STRINGS) {
        strings = inFile(bytes.getLong(at + 8));
      }
    }
    List<String> names = new ArrayList<>();
    for (long offset : offsets) {
      names.add(text((int) (strings + offset)));
    }
    return names;
  }

  /** Where the kernel would map that address from. */
  private long inFile(long address) throws ImageException {
    for (int i = 0; i < programHeaders(); i++) {
      int header = programHeaderAt(i);
      long from = bytes.getLong(header + 16);
      if (bytes.getInt(header) == PROGRAM_LOAD
          && address >= from
          && address < from + bytes.getLong(header + 32)) {
        return address - from + bytes.getLong(header + 8);
      }
    }
    throw new ImageException(file + ": its strings are nowhere");
  }

  private int programHeader(int type) throws ImageException {
    for (int i = 0; i < programHeaders(); i++) {
      if (bytes.getInt(programHeaderAt(i)) == type) {
        return programHeaderAt(i);
      }
    }
    return -1;
  }

  private int programHeaders() {
    return bytes.getShort(56);
  }

  private int programHeaderAt(int i) throws ImageException {
    long at = bytes.getLong(32) + (long) i * bytes.getShort(54);
    if (at < 0 || at + 56 > bytes.limit()) {
      throw new ImageException(file + " is cut off");
    }
    return (int) at;
  }

  private String text(int from) throws ImageException {
    int end = from;
    while (end >= 0 && end < bytes.limit() && bytes.get(end) != 0) {
      end++;
    }
    if (from < 0 || end >= bytes.limit()) {
      throw new ImageException(file + " is cut off");
    }
    byte[] text = new byte[end - from];
    bytes.get(from, text);
    return new String(text, US_ASCII);
  }
}
