package io.omniedge.pdm.clip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Writes an MCAP file [mcap.dev/spec, version 0]: chunks without compression, each with an index of
 * its messages, and a summary at the end by which a reader finds what it looks for without reading
 * the rest.
 *
 * <pre>
 *   magic | Header | Metadata | Chunk MessageIndex* ... | DataEnd
 *         | Schema* Channel* Statistics ChunkIndex* MetadataIndex* | SummaryOffset* | Footer | magic
 * </pre>
 *
 * One thread. All numbers are little endian.
 */
final class McapWriter {
  private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', 0x30, '\r', '\n'};
  private static final int CHUNK_BYTES = 256 * 1024;

  // Opcodes of records.
  private static final int HEADER = 0x01;
  private static final int FOOTER = 0x02;
  private static final int SCHEMA = 0x03;
  private static final int CHANNEL = 0x04;
  private static final int MESSAGE = 0x05;
  private static final int CHUNK = 0x06;
  private static final int MESSAGE_INDEX = 0x07;
  private static final int CHUNK_INDEX = 0x08;
  private static final int STATISTICS = 0x0b;
  private static final int METADATA = 0x0c;
  private static final int METADATA_INDEX = 0x0d;
  private static final int SUMMARY_OFFSET = 0x0e;
  private static final int DATA_END = 0x0f;

  private static final String NO_COMPRESSION = "";

  private final CountedOutput out;
  private final List<byte[]> schemas = new ArrayList<>();
  private final List<byte[]> channels = new ArrayList<>();
  private final List<Long> messages = new ArrayList<>();
  private final List<byte[]> chunkIndexes = new ArrayList<>();
  private final List<byte[]> metadataIndexes = new ArrayList<>();
  private Chunk chunk = new Chunk();
  private int channelsInChunks;
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos;
  private long count;

  /** Begins the file; whoever gave the stream closes it. */
  McapWriter(OutputStream stream, String library) throws IOException {
    out = new CountedOutput(stream);
    out.write(MAGIC);
    out.record(HEADER, new Fields().text("").text(library).bytes());
  }

  /** Facts about the file. */
  void metadata(String name, Map<String, String> facts) throws IOException {
    long at = out.position();
    out.record(METADATA, new Fields().text(name).map(facts).bytes());
    metadataIndexes.add(new Fields().u64(at).u64(out.position() - at).text(name).bytes());
  }

  /** A shape of messages; its number. */
  int schema(String name, String jsonSchema) {
    int id = schemas.size() + 1;
    schemas.add(
        new Fields()
            .u16(id)
            .text(name)
            .text("jsonschema")
            .block(jsonSchema.getBytes(StandardCharsets.UTF_8))
            .bytes());
    return id;
  }

  /** A sequence of JSON messages; its number. Before the first message of any. */
  int channel(String topic, int schema) {
    int id = channels.size();
    channels.add(new Fields().u16(id).u16(schema).text(topic).text("json").map(Map.of()).bytes());
    messages.add(0L);
    return id;
  }

  /** A message; at best in the order of times. */
  void message(int channel, long nanos, byte[] json) throws IOException {
    if (channelsInChunks == 0) {
      // The first chunk says what all messages are, for readers that go from front to end.
      schemas.forEach(schema -> chunk.records.record(SCHEMA, schema));
      channels.forEach(each -> chunk.records.record(CHANNEL, each));
      channelsInChunks = channels.size();
    }
    long sequence = messages.get(channel);
    messages.set(channel, sequence + 1);
    chunk.add(
        channel,
        nanos,
        new Fields().u16(channel).u32(sequence).u64(nanos).u64(nanos).raw(json).bytes());
    firstNanos = Math.min(firstNanos, nanos);
    lastNanos = Math.max(lastNanos, nanos);
    count++;
    if (chunk.records.size() >= CHUNK_BYTES) {
      endChunk();
    }
  }

  /** What is in memory of the chunk that is being filled. */
  private static final class Chunk {
    final Fields records = new Fields();
    final Map<Integer, Fields> index = new TreeMap<>();
    long firstNanos = Long.MAX_VALUE;
    long lastNanos;

    void add(int channel, long nanos, byte[] message) {
      index.computeIfAbsent(channel, any -> new Fields()).u64(nanos).u64(records.size());
      records.record(MESSAGE, message);
      firstNanos = Math.min(firstNanos, nanos);
      lastNanos = Math.max(lastNanos, nanos);
    }
  }

  private void endChunk() throws IOException {
    if (chunk.index.isEmpty()) {
      return;
    }
    byte[] records = chunk.records.bytes();
    CRC32 crc = new CRC32();
    crc.update(records);
    long at = out.position();
    out.record(
        CHUNK,
        new Fields()
            .u64(chunk.firstNanos)
            .u64(chunk.lastNanos)
            .u64(records.length)
            .u32(crc.getValue())
            .text(NO_COMPRESSION)
            .u64(records.length)
            .raw(records)
            .bytes());
    long chunkBytes = out.position() - at;
    Fields offsets = new Fields();
    for (Map.Entry<Integer, Fields> each : chunk.index.entrySet()) {
      offsets.u16(each.getKey()).u64(out.position());
      out.record(
          MESSAGE_INDEX, new Fields().u16(each.getKey()).block(each.getValue().bytes()).bytes());
    }
    chunkIndexes.add(
        new Fields()
            .u64(chunk.firstNanos)
            .u64(chunk.lastNanos)
            .u64(at)
            .u64(chunkBytes)
            .block(offsets.bytes())
            .u64(out.position() - at - chunkBytes)
            .text(NO_COMPRESSION)
            .u64(records.length)
            .u64(records.length)
            .bytes());
    chunk = new Chunk();
  }

  /** Ends the file. */
  void finish() throws IOException {
    endChunk();
    out.record(DATA_END, new Fields().u32(out.crc()).bytes());
    out.restartCrc();
    long summaryAt = out.position();
    Fields offsets = new Fields();
    group(SCHEMA, schemas, offsets);
    group(CHANNEL, channels, offsets);
    group(STATISTICS, List.of(statistics()), offsets);
    group(CHUNK_INDEX, chunkIndexes, offsets);
    group(METADATA_INDEX, metadataIndexes, offsets);
    long offsetsAt = out.position();
    out.write(offsets.bytes());
    // The CRC covers the summary and the footer up to itself, its opcode and length among them.
    byte[] footer = new Fields().u64(summaryAt).u64(offsetsAt).bytes();
    out.write(new Fields().u8(FOOTER).u64(footer.length + 4L).raw(footer).bytes());
    out.write(new Fields().u32(out.crc()).bytes());
    out.write(MAGIC);
  }

  private void group(int opcode, List<byte[]> records, Fields offsets) throws IOException {
    long at = out.position();
    for (byte[] each : records) {
      out.record(opcode, each);
    }
    if (!records.isEmpty()) {
      offsets.record(
          SUMMARY_OFFSET, new Fields().u8(opcode).u64(at).u64(out.position() - at).bytes());
    }
  }

  private byte[] statistics() {
    Fields counts = new Fields();
    for (int channel = 0; channel < messages.size(); channel++) {
      counts.u16(channel).u64(messages.get(channel));
    }
    return new Fields()
        .u64(count)
        .u16(schemas.size())
        .u32(channels.size())
        .u32(0) // attachments
        .u32(metadataIndexes.size())
        .u32(chunkIndexes.size())
        .u64(count == 0 ? 0 : firstNanos)
        .u64(lastNanos)
        .block(counts.bytes())
        .bytes();
  }

  /** The fields of a record, or several records, one after the other. */
  private static final class Fields {
    private final ByteArrayOutputStream to = new ByteArrayOutputStream();

    private Fields number(long value, int bytes) {
      for (int i = 0; i < bytes; i++) {
        to.write((int) (value >>> (8 * i)));
      }
      return this;
    }

    Fields u8(int value) {
      return number(value, 1);
    }

    Fields u16(int value) {
      return number(value, 2);
    }

    Fields u32(long value) {
      return number(value, 4);
    }

    Fields u64(long value) {
      return number(value, 8);
    }

    Fields raw(byte[] bytes) {
      to.write(bytes, 0, bytes.length);
      return this;
    }

    /** Bytes behind their number, as texts, arrays and maps are. */
    Fields block(byte[] bytes) {
      return u32(bytes.length).raw(bytes);
    }

    Fields text(String text) {
      return block(text.getBytes(StandardCharsets.UTF_8));
    }

    Fields map(Map<String, String> entries) {
      Fields all = new Fields();
      new TreeMap<>(entries).forEach((key, value) -> all.text(key).text(value));
      return block(all.bytes());
    }

    void record(int opcode, byte[] content) {
      u8(opcode).u64(content.length).raw(content);
    }

    int size() {
      return to.size();
    }

    byte[] bytes() {
      return to.toByteArray();
    }
  }

  /** Knows where it is, and the CRC of what was written since the last restart. */
  private static final class CountedOutput {
    private final OutputStream to;
    private CRC32 crc = new CRC32();
    private long position;

    CountedOutput(OutputStream to) {
      this.to = to;
    }

    void write(byte[] bytes) throws IOException {
      to.write(bytes);
      crc.update(bytes);
      position += bytes.length;
    }

    void record(int opcode, byte[] content) throws IOException {
      write(new Fields().u8(opcode).u64(content.length).bytes());
      write(content);
    }

    long crc() {
      return crc.getValue();
    }

    void restartCrc() {
      crc = new CRC32();
    }

    long position() {
      return position;
    }
  }
}
