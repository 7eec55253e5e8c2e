package io.omniedge.pdm.clip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Reads an MCAP file as the specification has it, and asserts all that is redundant in it. */
public final class McapReader {
  private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', 0x30, 13, 10};

  private final byte[] file;
  private final Map<Integer, String> topics = new TreeMap<>();
  private final Map<String, String> facts = new TreeMap<>();
  private final List<String> messages = new ArrayList<>();
  private int chunks;

  private record Entry(int opcode, int at, ByteBuffer content) {}

  private McapReader(byte[] file) {
    this.file = file;
  }

  /** Reads it; anything wrong with it fails the test. */
  public static McapReader read(Path path) throws IOException {
    McapReader reader = new McapReader(Files.readAllBytes(path));
    reader.read();
    return reader;
  }

  /** {@code TOPIC NANOS JSON} each. */
  public List<String> messages() {
    return messages;
  }

  /** What stands in the metadata. */
  public Map<String, String> facts() {
    return facts;
  }

  int chunks() {
    return chunks;
  }

  private ByteBuffer buffer(int from, int to) {
    return ByteBuffer.wrap(file, from, to - from).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private List<Entry> records(int from, int to) {
    List<Entry> records = new ArrayList<>();
    int at = from;
    while (at < to) {
      ByteBuffer head = buffer(at, to);
      int opcode = head.get();
      int length = Math.toIntExact(head.getLong());
      records.add(new Entry(opcode, at, buffer(at + 9, at + 9 + length)));
      at += 9 + length;
    }
    assertEquals(to, at, "records fill their section");
    return records;
  }

  private void read() {
    int end = file.length - MAGIC.length;
    assertArrayEquals(MAGIC, Arrays.copyOf(file, MAGIC.length));
    assertArrayEquals(MAGIC, Arrays.copyOfRange(file, end, file.length));
    int footerAt = end - 9 - 20;
    Entry footer = records(footerAt, end).get(0);
    assertEquals(0x02, footer.opcode());
    int summaryAt = (int) footer.content().getLong();
    int offsetsAt = (int) footer.content().getLong();
    assertEquals(crc(summaryAt, end - 4), footer.content().getInt(), "CRC of the summary");
    data(records(MAGIC.length, summaryAt), summaryAt);
    summary(records(summaryAt, offsetsAt));
    for (Entry offset : records(offsetsAt, footerAt)) {
      assertEquals(0x0e, offset.opcode());
      int opcode = offset.content().get();
      int from = (int) offset.content().getLong();
      int length = (int) offset.content().getLong();
      List<Entry> group = records(from, from + length);
      assertFalse(group.isEmpty());
      group.forEach(each -> assertEquals(opcode, each.opcode()));
    }
  }

  private int crc(int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(file, from, to - from);
    return (int) crc.getValue();
  }

  private void data(List<Entry> records, int summaryAt) {
    assertEquals(0x01, records.get(0).opcode());
    Entry last = records.get(records.size() - 1);
    assertEquals(0x0f, last.opcode());
    assertEquals(crc(0, last.at()), last.content().getInt(), "CRC of the data");
    assertTrue(last.at() < summaryAt);
    for (Entry record : records) {
      if (record.opcode() == 0x06) {
        chunk(record);
      } else if (record.opcode() == 0x0c) {
        text(record.content());
        ByteBuffer map = record.content();
        map.getInt();
        while (map.hasRemaining()) {
          facts.put(text(map), text(map));
        }
      }
    }
  }

  private void chunk(Entry record) {
    chunks++;
    ByteBuffer in = record.content();
    long first = in.getLong();
    long last = in.getLong();
    long length = in.getLong();
    int crc = in.getInt();
    assertEquals("", text(in));
    assertEquals(length, in.getLong());
    assertEquals(length, in.remaining());
    int from = record.at() + 9 + in.position();
    assertEquals(crc(from, from + (int) length), crc, "CRC of the chunk");
    for (Entry each : records(from, from + (int) length)) {
      ByteBuffer content = each.content();
      if (each.opcode() == 0x04) {
        int id = content.getShort();
        content.getShort();
        topics.put(id, text(content));
      } else if (each.opcode() == 0x05) {
        String topic = topics.get((int) content.getShort());
        content.getInt();
        long nanos = content.getLong();
        assertEquals(nanos, content.getLong());
        assertTrue(nanos >= first && nanos <= last);
        byte[] json = new byte[content.remaining()];
        content.get(json);
        messages.add(topic + " " + nanos + " " + new String(json, StandardCharsets.UTF_8));
      }
    }
  }

  private void summary(List<Entry> records) {
    int indexes = 0;
    for (Entry record : records) {
      if (record.opcode() == 0x0b) {
        assertEquals(messages.size(), record.content().getLong());
      } else if (record.opcode() == 0x08) {
        indexes++;
        int at = (int) record.content().getLong(16);
        int length = (int) record.content().getLong(24);
        assertEquals(1, records(at, at + length).size());
        assertEquals(0x06, file[at]);
      }
    }
    assertEquals(chunks, indexes);
  }
}
