package io.omniedge.tun.linux.libc;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a piece of code allocates on the Java heap in steady state. */
public final class AllocatedBytes {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Rounds of warm-up at most; the compilers run beside us and need an unknown number of calls. */
  private static final int WARM_UP_ROUNDS = 100;

  private AllocatedBytes() {}

  /**
   * Bytes that one more round allocates on this thread, once the code is compiled: that is after
   * the first round without an allocation, or after 100.
   */
  public static long inSteadyState(Runnable round) {
    int rounds = 0;
    while (of(round) > 0 && rounds < WARM_UP_ROUNDS) {
      rounds++;
    }
    return of(round);
  }

  private static long of(Runnable round) {
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    round.run();
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }
}
