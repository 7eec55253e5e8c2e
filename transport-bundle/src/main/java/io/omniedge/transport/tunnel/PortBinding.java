package io.omniedge.transport.tunnel;

import java.io.IOException;

/** The UDP socket of a tunnel, as far as configuration changes it. Control thread only. */
public interface PortBinding {
  /** The local port in use, or the one to be used; 0 for none yet. */
  int port();

  /** The mark on everything sent, unsigned; 0 for none. */
  int fwmark();

  /**
   * Moves to another port and keeps the mark.
   *
   * @param port 0 for one the kernel chooses
   * @throws IOException if the port cannot be had; the old one is still in use then
   */
  void rebind(int port) throws IOException;

  /**
   * Marks everything sent from now on, also after a {@link #rebind}.
   *
   * @param mark unsigned; 0 for none
   * @throws IOException if the kernel refuses; the old mark is still in use then
   */
  void setFwmark(int mark) throws IOException;
}
