package io.omniedge.manager.server;

import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Whether we can listen where the settings say, asked before anything is started: the web server
 * would tell of it with a stack trace, and the broker would start and listen nowhere.
 */
final class ListenPorts {
  private ListenPorts() {}

  /**
   * Tries them.
   *
   * @throws IOException naming key, address, port and reason
   */
  static void check(ManagerSettings settings) throws IOException {
    check("http.listen", settings.httpListen());
    if (settings.broker().isEmpty()) {
      check("mqtt.listen", settings.mqttListen());
    }
  }

  private static void check(String key, InetSocketAddress wanted) throws IOException {
    // The settings do not resolve: a name may have another address at each start.
    var address = new InetSocketAddress(wanted.getHostString(), wanted.getPort());
    if (address.isUnresolved()) {
      throw refusal(key, wanted, "there is no such host");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
    } catch (IOException e) {
      throw refusal(key, wanted, String.valueOf(e.getMessage()));
    }
  }

  private static IOException refusal(String key, InetSocketAddress wanted, String reason) {
    String host = ProtocolException.shown(wanted.getHostString());
    return new IOException(
        "cannot listen at "
            + (host.indexOf(':') < 0 ? host : "[" + host + "]")
            + ":"
            + wanted.getPort()
            + " ("
            + key
            + "): "
            + reason);
  }
}
