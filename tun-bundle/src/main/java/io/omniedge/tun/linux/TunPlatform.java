package io.omniedge.tun.linux;

import io.omniedge.tun.Offload;
import io.omniedge.tun.linux.libc.Libc;
import java.util.Set;

/** How this gateway makes TUN devices and UDP sockets; one for the whole process. Thread-safe. */
public interface TunPlatform {
  /** The calls to the kernel. */
  Libc libc();

  /** Offloads that the operator does not want used. */
  Set<Offload> disabledOffloads();
}
