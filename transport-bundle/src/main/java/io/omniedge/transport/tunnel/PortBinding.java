package io.omniedge.transport.tunnel;

import java.io.IOException;

/** The UDP port of a tunnel as configuration sees it. */
public interface PortBinding {
  /** The port, 0 before one was chosen. */
  int port();

  /** The firewall mark of what is sent, 0 for none. */
  int fwmark();

  /**
   * Moves to another port, 0 for any; at once if the tunnel is up.
   *
   * @throws IOException if the port is not free: the old one stays in use then
   */
  void rebind(int port) throws IOException;

  /**
   * Marks everything sent from now on.
   *
   * @throws IOException if the kernel refuses, then nothing has changed
   */
  void setFwmark(int mark) throws IOException;
}
