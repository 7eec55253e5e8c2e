package io.omniedge.tun.linux.libc;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a piece of code allocates on the Java heap in steady state. */
public final class AllocatedBytes {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The compilers run beside us and need an unknown number of calls. */
  private static final int MOST_ROUNDS = 100;

  private static final int ROUNDS_IN_A_ROW = 3;

  private AllocatedBytes() {}

  /**
   * Bytes that a round allocates on this thread once the code is compiled and linked: 0 after three
   * rounds in a row without an allocation, or what the last of 100 rounds allocated.
   */
  public static long inSteadyState(Runnable round) {
    long bytes = 0;
    int without = 0;
    for (int i = 0; i < MOST_ROUNDS && without < ROUNDS_IN_A_ROW; i++) {
      bytes = of(round);
      without = bytes == 0 ? without + 1 : 0;
    }
    return bytes;
  }

  private static long of(Runnable round) {
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    round.run();
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }
}
