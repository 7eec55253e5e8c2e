package io.omniedge.gateway.agent.trust;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes {@link TlsSocket}s for one server. Not an SSLSocketFactory: Paho would set the server name
 * itself, and fail for a manager that has an IPv6 address and no name.
 */
final class TlsSocketFactory extends SocketFactory {
  private final SSLSocketFactory factory;
  private final String host;

  TlsSocketFactory(SSLSocketFactory factory, String host) {
    this.factory = factory;
    this.host = host;
  }

  @Override
  public Socket createSocket() {
    return new TlsSocket(factory, host);
  }

  @Override
  public Socket createSocket(String name, int port) throws IOException {
    throw new IOException("sockets of this factory are connected later");
  }

  @Override
  public Socket createSocket(String name, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(name, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }
}
