package io.omniedge.gateway.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.function.LongSupplier;

/** How full the heap is after a garbage collection: what is in use then, is in use. */
public final class MemoryCheck implements Check {
  private static final long MEGABYTE = 1024 * 1024;
  private static final int MUCH_PERCENT = 85;
  private static final int NEARLY_ALL_PERCENT = 95;

  private final LongSupplier used;
  private final long most;

  /**
   * Looks at this.
   *
   * @param used bytes after the last garbage collection
   * @param most bytes there can be
   */
  MemoryCheck(LongSupplier used, long most) {
    this.used = used;
    this.most = most;
  }

  /** Looks at the heap of this process. */
  public static MemoryCheck ofHeap() {
    return new MemoryCheck(MemoryCheck::usedAfterCollection, Runtime.getRuntime().maxMemory());
  }

  private static long usedAfterCollection() {
    long sum = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getCollectionUsage();
      if (pool.getType() == MemoryType.HEAP && usage != null) {
        sum += usage.getUsed();
      }
    }
    return sum;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Verdict look() {
    long bytes = used.getAsLong();
    long percent = bytes * 100 / most;
    String message =
        bytes / MEGABYTE + " of " + most / MEGABYTE + " MB of heap are in use (" + percent + " %)";
    if (percent > NEARLY_ALL_PERCENT) {
      return Verdict.critical(message);
    }
    return percent > MUCH_PERCENT ? Verdict.warn(message) : Verdict.ok(message);
  }
}
