package io.omniedge.tun.linux;

import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * File descriptors that are closed only after the last call using them has come back.
 *
 * <p>The kernel gives the number of a closed descriptor to the next file opened. A thread that is
 * just about to read from the old one would then read from that file. So each thread announces its
 * calls in a {@link Use} of its own; the one who closes says so and wakes the threads, and whoever
 * is last out closes. Two volatile stores a call, no lock, no counter shared by threads.
 */
final class Descriptor {
  private final Libc libc;
  private final int[] fds;
  private final List<Use> uses = new CopyOnWriteArrayList<>();
  private volatile boolean closing;
  private boolean closed;

  /** Takes over these descriptors; the first is the one {@link Use#enter()} returns. */
  Descriptor(Libc libc, int... fds) {
    this.libc = libc;
    this.fds = fds.clone();
  }

  /** One thread's access, kept for the life of the descriptor. */
  Use newUse() {
    Use use = new Use();
    uses.add(use);
    return use;
  }

  /** True from the first {@link #beginClose()} on. */
  boolean isClosing() {
    return closing;
  }

  /**
   * Lets no new call begin. Called between {@link Use#enter()} and {@link Use#leave()}, in which
   * the caller also wakes the threads that wait inside; the last one to leave closes.
   */
  void beginClose() {
    closing = true;
  }

  private synchronized void closeIfUnused() {
    if (closed) {
      return;
    }
    for (Use use : uses) {
      if (use.isInside()) {
        return;
      }
    }
    closed = true;
    for (int fd : fds) {
      libc.close(fd);
    }
    notifyAll();
  }

  /**
   * Waits until the descriptors are closed. After {@link #beginClose()}, by a thread that is not
   * inside a call.
   */
  synchronized void awaitClosed() {
    boolean interrupted = false;
    while (!closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // the calls inside have been woken: this is short, and has to be
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One thread's access. */
  final class Use {
    private static final int ALONE = 16;

    // The flag of one thread lies 64 bytes away from any other's: they are written at every packet.
    private final AtomicIntegerArray inside = new AtomicIntegerArray(2 * ALONE);

    private Use() {}

    /** The descriptor, valid until {@link #leave()}; or {@code -EBADF} once closing. */
    int enter() {
      inside.set(ALONE, 1);
      // Our flag is set before we look, and the closer says so before it looks at our flag: one
      // of the two sees the other.
      if (closing) {
        leave();
        return -Errno.EBADF;
      }
      return fds[0];
    }

    void leave() {
      inside.set(ALONE, 0);
      if (closing) {
        closeIfUnused();
      }
    }

    private boolean isInside() {
      return inside.get(ALONE) != 0;
    }
  }
}
