package io.omniedge.transport.tunnel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the status tells about one data thread: how many packets it carried, and by its id what it
 * allocated.
 */
final class ThreadProbe {
  private static final VarHandle PACKETS;

  static {
    try {
      PACKETS = MethodHandles.lookup().findVarHandle(ThreadProbe.class, "packets", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long threadId = -1;

  @SuppressWarnings("UnusedVariable") // read and written through PACKETS
  private long packets;

  /** Called by the thread itself, first. */
  @SuppressWarnings("deprecation") // Thread.threadId() came with Java 19; we compile for 17
  void started() {
    threadId = Thread.currentThread().getId();
  }

  /** Adds to the count; the owning thread only. */
  void packets(int more) {
    PACKETS.setOpaque(this, (long) PACKETS.getOpaque(this) + more);
  }

  long packets() {
    return (long) PACKETS.getOpaque(this);
  }

  /** The thread's id, −1 before it runs. */
  long threadId() {
    return threadId;
  }
}
