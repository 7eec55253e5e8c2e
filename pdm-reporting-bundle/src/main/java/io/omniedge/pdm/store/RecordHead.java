package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.PriorityClass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The head of a record, all numbers big-endian:
 *
 * <pre>
 *    0  4 magic "OEm1"          4  4 bytes of type, subject and data together
 *    8  8 epoch                16  8 sequence
 *   24  8 wall clock, ms       32  8 since the machine was switched on, ms
 *   40  4 which run of the machine     44  4 samples
 *   48  1 class   49  1 clock   50  1 1 if JSON   51  1 bytes of type   52  2 bytes of subject
 *   54  2 zero    56  4 CRC32C of the salt and the 56 bytes before
 *   60    type, subject, data (the first two in UTF-8)
 *         4 CRC32C of the salt and all before
 * </pre>
 *
 * The head has a CRC of its own: so a damaged body does not hide where the next record begins. The
 * salt stands in the name of the file: bytes of another file, or records that somebody put into the
 * data of a message, are none here.
 *
 * @param length of type, subject and data
 * @param epoch a random number of this start of the store
 * @param sequence 1, 2, … within the epoch
 */
record RecordHead(
    int length,
    long epoch,
    long sequence,
    long wallMillis,
    long bootMillis,
    int boot,
    int samples,
    PriorityClass priority,
    ClockQuality clock,
    boolean isJson,
    int typeBytes,
    int subjectBytes) {
  static final int BYTES = 60;
  static final int TRAILER_BYTES = 4;

  private static final int MAGIC = 0x4f456d31;
  private static final int CRC_AT = 56;
  private static final List<PriorityClass> CLASSES = List.of(PriorityClass.values());
  private static final List<ClockQuality> CLOCKS = List.of(ClockQuality.values());

  /** The bytes of the whole record. */
  int recordBytes() {
    return BYTES + length + TRAILER_BYTES;
  }

  int dataBytes() {
    return length - typeBytes - subjectBytes;
  }

  /** The record of a message; {@link #seal} it before it is written. */
  static byte[] encode(Message message, long epoch, long sequence, Moment at) {
    byte[] type = message.dataType().getBytes(StandardCharsets.UTF_8);
    byte[] subject = message.subject().getBytes(StandardCharsets.UTF_8);
    byte[] data = message.data();
    int length = type.length + subject.length + data.length;
    ByteBuffer record = ByteBuffer.allocate(BYTES + length + TRAILER_BYTES);
    record.putInt(MAGIC).putInt(length).putLong(epoch).putLong(sequence);
    record.putLong(at.wallMillis()).putLong(at.bootMillis()).putInt(at.boot());
    record.putInt(message.samples());
    record.put((byte) CLASSES.indexOf(message.priority())).put((byte) CLOCKS.indexOf(at.clock()));
    record.put((byte) (message.isJson() ? 1 : 0)).put((byte) type.length);
    record.putShort((short) subject.length).putShort((short) 0);
    record.position(BYTES);
    record.put(type).put(subject).put(data);
    return record.array();
  }

  /** Puts both CRCs for a file with this salt. */
  static void seal(byte[] record, long salt) {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    bytes.putInt(CRC_AT, crc(record, 0, CRC_AT, salt));
    int trailer = record.length - TRAILER_BYTES;
    bytes.putInt(trailer, crc(record, 0, trailer, salt));
  }

  /** The head there; null if there is none, or not all of it. */
  static @Nullable RecordHead at(byte[] bytes, int position, int limit, long salt) {
    if (limit - position < BYTES) {
      return null;
    }
    ByteBuffer head = ByteBuffer.wrap(bytes, position, BYTES).slice();
    if (head.getInt(0) != MAGIC || head.getInt(CRC_AT) != crc(bytes, position, CRC_AT, salt)) {
      return null;
    }
    return parse(head);
  }

  /** Of bytes that are a record: our own, or checked before. */
  static RecordHead of(byte[] record) {
    RecordHead head = parse(ByteBuffer.wrap(record));
    if (head == null) {
      throw new IllegalArgumentException("no record");
    }
    return head;
  }

  private static @Nullable RecordHead parse(ByteBuffer head) {
    int length = head.getInt(4);
    int priority = head.get(48);
    int clock = head.get(49);
    int typeBytes = head.get(51) & 0xff;
    int subjectBytes = head.getShort(52) & 0xffff;
    // What a CRC let through may still be of a later release.
    if (length < typeBytes + subjectBytes
        || length > Integer.MAX_VALUE - BYTES - TRAILER_BYTES
        || priority < 0
        || priority >= CLASSES.size()
        || clock < 0
        || clock >= CLOCKS.size()) {
      return null;
    }
    return new RecordHead(
        length,
        head.getLong(8),
        head.getLong(16),
        head.getLong(24),
        head.getLong(32),
        head.getInt(40),
        head.getInt(44),
        CLASSES.get(priority),
        CLOCKS.get(clock),
        head.get(50) == 1,
        typeBytes,
        subjectBytes);
  }

  /** Whether the record with this head, which is there, is as it was written. */
  static boolean isWhole(byte[] bytes, int position, int recordBytes, long salt) {
    int trailer = position + recordBytes - TRAILER_BYTES;
    return ByteBuffer.wrap(bytes).getInt(trailer) == crc(bytes, position, trailer - position, salt);
  }

  /** CRC32C over the salt and these bytes; also for acknowledgements. */
  static int crc(byte[] bytes, int from, int length, long salt) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, salt));
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** Type and subject, which tell what can stand for each other. */
  String names(byte[] record) {
    return text(record, 0, typeBytes) + " " + text(record, typeBytes, subjectBytes);
  }

  String type(byte[] record) {
    return text(record, 0, typeBytes);
  }

  private static String text(byte[] record, int from, int length) {
    return new String(record, BYTES + from, length, StandardCharsets.UTF_8);
  }
}
