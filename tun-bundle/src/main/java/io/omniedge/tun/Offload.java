package io.omniedge.tun;

/** What the kernel can leave to us in one call instead of packet by packet. */
public enum Offload {
  /** TUN hands over, and takes, TCP superpackets (TSO4 and TSO6). */
  TUN_TSO,
  /** TUN hands over, and takes, UDP superpackets (USO4 and USO6, Linux 6.2). */
  TUN_USO,
  /** One send call carries many datagrams of one size (UDP_SEGMENT). */
  UDP_SEGMENT,
  /** One received buffer carries many datagrams of one flow (UDP_GRO). */
  UDP_GRO
}
