package io.omniedge.transport.tunnel;

/**
 * The MTU of the tunnel's interface, kept up to date by the link monitor and read per packet by the
 * outbound loop.
 */
final class InterfaceMtu {
  private volatile int bytes;

  InterfaceMtu(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  void set(int bytes) {
    this.bytes = bytes;
  }
}
