package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.WanClass;

/**
 * A queueing discipline of an interface. Immutable.
 *
 * @param linkIndex of the interface
 * @param handle its number, 0 for one that the kernel set up by itself
 * @param parent where it hangs, {@link Uapi#TC_H_ROOT} at the interface itself
 * @param kind htb, cake, fq_codel...
 */
public record Qdisc(int linkIndex, int handle, int parent, String kind) {
  /** Whether packets come to it first. */
  boolean isRoot() {
    return parent == Uapi.TC_H_ROOT;
  }

  /** Whether somebody asked for it. */
  boolean isConfigured() {
    return handle != 0;
  }

  /** Whether we set it up, now or before we were killed. */
  boolean isOurs() {
    return isRoot() && handle == WanClass.HANDLE && (kind.equals("htb") || kind.equals("cake"));
  }

  @Override
  public String toString() {
    return "queue " + kind + " " + Integer.toHexString(handle >>> 16) + ":";
  }
}
