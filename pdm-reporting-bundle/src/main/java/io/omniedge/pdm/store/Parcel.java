package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.PriorityClass;
import java.util.Arrays;

/**
 * A message on its way, with what its receiver needs to keep it once and at its place: by epoch and
 * sequence it knows one that comes again. Immutable.
 */
public final class Parcel {
  private final Segment segment;
  private final int place;
  private final RecordHead head;
  private final byte[] record;
  private final boolean isHistorical;
  private final ClockQuality clock;
  private final long shiftMillis;

  Parcel(
      Segment segment,
      int place,
      RecordHead head,
      byte[] record,
      boolean isHistorical,
      Moment now) {
    this.segment = segment;
    this.place = place;
    this.head = head;
    this.record = record;
    this.isHistorical = isHistorical;
    boolean canBeCorrected =
        head.clock() == ClockQuality.UNSET
            && now.clock() == ClockQuality.SET
            && head.boot() == now.boot();
    clock = canBeCorrected ? ClockQuality.CORRECTED : head.clock();
    shiftMillis =
        canBeCorrected
            ? now.wallMillis() - now.bootMillis() + head.bootMillis() - head.wallMillis()
            : 0;
  }

  Segment segment() {
    return segment;
  }

  int place() {
    return place;
  }

  /** Its class. */
  public PriorityClass priority() {
    return head.priority();
  }

  /** What it is: {@code samples}, {@code health-report}, … */
  public String dataType() {
    return head.type(record);
  }

  /** Whether the data are a JSON document. */
  public boolean isJson() {
    return head.isJson();
  }

  /** The data; a copy. */
  public byte[] data() {
    int end = record.length - RecordHead.TRAILER_BYTES;
    return Arrays.copyOfRange(record, end - head.dataBytes(), end);
  }

  /** How many samples of the account it has. */
  public int samples() {
    return head.samples();
  }

  /** A random number of the start of the store in which it was taken. */
  public long epoch() {
    return head.epoch();
  }

  /** 1, 2, … within the epoch; the same when it is sent again. */
  public long sequence() {
    return head.sequence();
  }

  /** When it was taken, milliseconds since 1970, put right if that can be done. */
  public long atMillis() {
    return head.wallMillis() + shiftMillis;
  }

  /** What that time is worth. */
  public ClockQuality clock() {
    return clock;
  }

  /** What has to be added to the times in the data; not 0 only if the clock is corrected. */
  public long shiftMillis() {
    return shiftMillis;
  }

  /** Whether it is older than what counts as live. */
  public boolean isHistorical() {
    return isHistorical;
  }

  @Override
  public String toString() {
    return head.names(record) + " " + priority() + ", " + head.dataBytes() + " bytes";
  }
}
