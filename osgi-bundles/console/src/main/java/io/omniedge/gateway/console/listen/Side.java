package io.omniedge.gateway.console.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.Collection;

/**
 * On which side of the gateway somebody is. A socket bound to an address of the LAN is open to all
 * sides, for Linux takes a packet to any of its addresses from any interface: from the internet,
 * and from the other end of a tunnel.
 */
public final class Side {
  /** Any: nothing is sent. */
  private static final int DISCARD = 9;

  private Side() {}

  /** Whether packets to that address leave by an interface with one of these addresses. */
  public static boolean isBehind(Collection<InetAddress> addresses, InetAddress remote) {
    try (DatagramChannel probe = DatagramChannel.open()) {
      probe.connect(new InetSocketAddress(remote, DISCARD));
      if (!(probe.getLocalAddress() instanceof InetSocketAddress local)) {
        return false;
      }
      NetworkInterface leaving = NetworkInterface.getByInetAddress(local.getAddress());
      for (InetAddress address : addresses) {
        if (leaving != null && leaving.equals(NetworkInterface.getByInetAddress(address))) {
          return true;
        }
      }
      // The gateway's own address as the remote one: then it is the gateway itself that asks.
      return isOwn(remote);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isOwn(InetAddress remote) throws SocketException {
    return NetworkInterface.getByInetAddress(remote) != null;
  }
}
