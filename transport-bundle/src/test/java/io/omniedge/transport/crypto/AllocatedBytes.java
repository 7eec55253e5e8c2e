package io.omniedge.transport.crypto;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling thread allocates on the heap while something runs. */
final class AllocatedBytes {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AllocatedBytes() {}

  /** Bytes allocated by {@code rounds} runs, after as many runs to load classes and compile. */
  static long of(int rounds, Runnable work) {
    run(rounds, work);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(rounds, work);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  private static void run(int rounds, Runnable work) {
    for (int i = 0; i < rounds; i++) {
      work.run();
    }
  }
}
