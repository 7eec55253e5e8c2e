package io.omniedge.transport.tunnel;

import io.omniedge.tun.UdpSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The UDP port a tunnel has at the moment: none while the interface is down, another one after a
 * new listen port was set.
 *
 * <p>Control opens and closes; the data threads look at {@link #current()} per batch and make their
 * own sender or receiver when it changed.
 */
final class TunnelSocket implements PortBinding {
  private final SocketOpener opener;
  private volatile @Nullable UdpSocket current;
  private int wantedPort;
  private int fwmark;
  private boolean up;
  private boolean closed;

  TunnelSocket(SocketOpener opener) {
    this.opener = opener;
  }

  /** The open socket, or null while the interface is down. */
  @Nullable UdpSocket current() {
    return current;
  }

  /**
   * The open socket, waiting while there is none.
   *
   * @param known what the caller used last; returned at once while it is still current
   * @return null once the tunnel is closed
   */
  @Nullable UdpSocket awaitOpen(@Nullable UdpSocket known) {
    UdpSocket now = current;
    if (now != null && now == known) {
      return now;
    }
    synchronized (this) {
      while (current == null && !closed) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return null;
        }
      }
      return closed ? null : current;
    }
  }

  /** Opens the port; does nothing when it is open. */
  synchronized void up() throws IOException {
    if (up || closed) {
      return;
    }
    UdpSocket opened = opener.open(wantedPort, fwmark);
    wantedPort = opened.port();
    up = true;
    current = opened;
    notifyAll();
  }

  /** Closes the port and remembers it for the next {@link #up()}. */
  synchronized void down() {
    up = false;
    UdpSocket old = current;
    current = null;
    if (old != null) {
      old.close();
    }
  }

  /** Ends everything; waiting data threads come back. */
  synchronized void close() {
    closed = true;
    down();
    notifyAll();
  }

  @Override
  public synchronized int port() {
    return wantedPort;
  }

  @Override
  public synchronized int fwmark() {
    return fwmark;
  }

  /**
   * Moves to another port: the new one is opened before the old one is closed, so a busy port
   * changes nothing.
   */
  @Override
  public synchronized void rebind(int port) throws IOException {
    if (port != 0 && port == wantedPort) {
      return;
    }
    if (!up) {
      wantedPort = port;
      return;
    }
    UdpSocket opened = opener.open(port, fwmark);
    UdpSocket old = current;
    wantedPort = opened.port();
    current = opened;
    notifyAll();
    if (old != null) {
      old.close();
    }
  }

  @Override
  public synchronized void setFwmark(int mark) throws IOException {
    UdpSocket now = current;
    int result = now == null ? 0 : now.setFwmark(mark);
    if (result < 0) {
      throw new IOException("setting firewall mark " + mark + " failed: error " + -result);
    }
    fwmark = mark;
  }
}
