package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.PriorityClass;

/**
 * How much is kept, how safely, and what of it leaves first.
 *
 * @param memoryBytes that wait in memory at the most; P0 and P1 may use four times as much
 * @param diskBytes that the folder has at the most; 0 keeps all in memory
 * @param lowestOnDisk the last class that is kept on disk
 * @param sync when records of P2 to P4 go to the disk
 * @param order what leaves first
 * @param historicalSeconds after which a message is one of the past
 */
public record StoreSettings(
    long memoryBytes,
    long diskBytes,
    PriorityClass lowestOnDisk,
    Sync sync,
    ReplayOrder order,
    int historicalSeconds) {
  /** Only in memory, a megabyte. */
  public static final StoreSettings IN_MEMORY =
      new StoreSettings(1L << 20, 0, PriorityClass.P3, Sync.DEFAULT, ReplayOrder.LIVE_FIRST, 60);

  /**
   * P0 and P1 are on the disk when {@link MessageStore#append} returns. The others are written and
   * synced together; a power cut or a kill loses those since the last time, and what leaves before
   * is never written at all, which spares the flash of a gateway that is online.
   *
   * @param millis after which they are written; 0 for each at once
   * @param records of which so many are written at once
   */
  public record Sync(int millis, int records) {
    /** A second of measurements is what a power cut may take. */
    public static final Sync DEFAULT = new Sync(1_000, 500);

    /** Checks. */
    public Sync {
      if (millis < 0 || records < 1) {
        throw new IllegalArgumentException("sync " + millis + " ms, " + records + " records");
      }
    }
  }

  /** Checks. */
  public StoreSettings {
    if (memoryBytes < 1 || diskBytes < 0 || historicalSeconds < 1) {
      throw new IllegalArgumentException(
          "store: memory " + memoryBytes + ", disk " + diskBytes + ", " + historicalSeconds + " s");
    }
  }

  StoreSettings withoutDisk() {
    return new StoreSettings(memoryBytes, 0, lowestOnDisk, sync, order, historicalSeconds);
  }

  boolean keepsOnDisk(PriorityClass priority) {
    return diskBytes > 0 && priority.compareTo(lowestOnDisk) <= 0;
  }

  /**
   * A file of the store: small enough to be given back soon, and to be read whole at the start of a
   * gateway with 48 MB of heap; large enough that a week has few.
   */
  int segmentBytes() {
    return (int) Math.max(64 << 10, Math.min(1 << 20, diskBytes / 64));
  }
}
