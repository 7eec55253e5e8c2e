package io.omniedge.tun.linux;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Libc;

/** Threads that run only while nobody else wants to: sched(7), SCHED_IDLE. */
public final class IdleScheduling {
  // sched.h
  private static final int SCHED_IDLE = 5;

  /** struct sched_param: a priority, 0. */
  private static final int PARAMETER_BYTES = 8;

  private IdleScheduling() {}

  /**
   * Makes the calling thread such a one. Everybody may; there is no way back without privileges.
   *
   * @return 0, or the negated errno if the kernel refuses
   */
  public static int begin(Libc libc) {
    NativeBuffer parameters = libc.allocate(PARAMETER_BYTES);
    return libc.schedSetscheduler(0, SCHED_IDLE, parameters.address());
  }
}
