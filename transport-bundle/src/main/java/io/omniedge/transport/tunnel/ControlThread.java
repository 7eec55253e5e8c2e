package io.omniedge.transport.tunnel;

import io.omniedge.transport.uapi.ApplyException;

/** The one thread that may touch the configuration of a tunnel. */
public interface ControlThread {
  /** Something to do there. */
  @FunctionalInterface
  interface Task<T> {
    /**
     * Does it.
     *
     * @param now time in nanoseconds, as {@code System.nanoTime()} gives it
     * @throws ApplyException if it cannot be done
     */
    T run(long now) throws ApplyException;
  }

  /**
   * Runs a task on the control thread and waits for its result. Any other thread.
   *
   * @throws ApplyException from the task, or with {@code ENODEV} if the tunnel is closed
   */
  <T> T call(Task<T> task) throws ApplyException;
}
