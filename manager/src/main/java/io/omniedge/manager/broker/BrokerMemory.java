package io.omniedge.manager.broker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.migration.meta.PersistenceType;
import java.lang.management.ManagementFactory;

/**
 * How much memory the embedded broker takes for what it stores. By itself it takes shares of the
 * machine's memory for the write buffers and caches of RocksDB, 2.3 GB on a machine with 24, and a
 * quarter of the heap for the cache of Xodus; there is no setting for that in its file.
 */
final class BrokerMemory {
  /** For messages that wait; a commit of the database costs more than what a larger one saves. */
  private static final long WRITE_BUFFERS_BYTES = 32 << 20;

  private static final long CACHE_BYTES = 16 << 20;

  /** In the heap. */
  private static final long XODUS_CACHE_BYTES = 16 << 20;

  /**
   * What is stored is spread over so many files, each with buffers of its own; 64 by itself.
   * Another number cannot read them.
   */
  static final int BUCKETS = 16;

  private static final String XODUS_CACHE = "exodus.memoryUsage";

  private BrokerMemory() {}

  /** Before a broker is started; for all brokers of the process. */
  static void limit() {
    InternalConfigurations.PERSISTENCE_BUCKET_COUNT.set(BUCKETS);
    InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(BUCKETS);
    // The shares of retained messages are constants: Xodus stores them, with a cache in the heap.
    InternalConfigurations.RETAINED_MESSAGE_PERSISTENCE_TYPE.set(PersistenceType.FILE);
    InternalConfigurations.PAYLOAD_PERSISTENCE_MEMTABLE_SIZE_PORTION.set(
        share(WRITE_BUFFERS_BYTES));
    InternalConfigurations.PAYLOAD_PERSISTENCE_BLOCK_CACHE_SIZE_PORTION.set(share(CACHE_BYTES));
    if (System.getProperty(XODUS_CACHE) == null) {
      var _ = System.setProperty(XODUS_CACHE, Long.toString(XODUS_CACHE_BYTES));
    }
  }

  /** The part of the machine's memory, as the broker counts it, that is so large. */
  private static int share(long bytes) {
    long physical =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    return (int) Math.max(1, physical / bytes);
  }
}
