package io.omniedge.gateway.console.osgi;

import io.omniedge.gateway.console.listen.Admission;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.SelectorManager;

/** Closes connections that are not to be taken, before the first byte of theirs is read. */
final class Doorkeeper implements SelectorManager.AcceptListener {
  private static final Logger LOG = System.getLogger(Doorkeeper.class.getName());

  private final Admission admission;

  Doorkeeper(Admission admission) {
    this.admission = admission;
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    try {
      if (!(channel instanceof SocketChannel socket)
          || !(socket.getRemoteAddress() instanceof InetSocketAddress remote)
          || !admission.take(channel, remote.getAddress())) {
        channel.close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a connection went away while it was looked at", e);
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    admission.closed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    admission.closed(channel);
  }
}
