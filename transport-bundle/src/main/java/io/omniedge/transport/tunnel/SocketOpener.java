package io.omniedge.transport.tunnel;

import io.omniedge.tun.UdpSocket;
import java.io.IOException;

/** Opens a real or an in-memory UDP socket. */
@FunctionalInterface
public interface SocketOpener {
  /**
   * Opens a port.
   *
   * @param port 0 for any
   * @param fwmark 0 for none
   * @throws IOException naming the port and the reason
   */
  UdpSocket open(int port, int fwmark) throws IOException;
}
