package io.omniedge.tun.linux;

import io.omniedge.tun.Offload;
import java.util.Set;

/**
 * What device to open.
 *
 * @param name 1 to 15 characters; {@code ""} lets the kernel choose, a single {@code %d} stands for
 *     the lowest free number ({@code "omni%d"}). An existing persistent device is attached to
 * @param tap layer 2 instead of layer 3
 * @param persistent the device stays after {@link LinuxTun#close()} and after the process; false
 *     leaves a device that already was persistent as it is
 * @param wanted of {@link Offload#TUN_TSO} and {@link Offload#TUN_USO}; less where the kernel has
 *     less
 */
public record TunOptions(String name, boolean tap, boolean persistent, Set<Offload> wanted) {
  /** Copies the set. */
  public TunOptions {
    wanted = Set.copyOf(wanted);
  }
}
