package io.omniedge.gateway.agent.trust;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A socket whose connect includes the TLS handshake, which has the same time limit. It hands what
 * Paho calls to an inner one.
 */
final class TlsSocket extends Socket {
  private final SSLSocketFactory factory;
  private final String host;
  private volatile @Nullable Socket inner;

  TlsSocket(SSLSocketFactory factory, String host) {
    this.factory = factory;
    this.host = host;
  }

  @Override
  public void connect(SocketAddress address, int timeoutMillis) throws IOException {
    Socket plain = new Socket();
    // Known from now on, so that close() can end a connect that takes long.
    inner = plain;
    try {
      plain.connect(address, timeoutMillis);
      plain.setSoTimeout(timeoutMillis);
      plain.setTcpNoDelay(true);
      int port = ((InetSocketAddress) address).getPort();
      SSLSocket tls = (SSLSocket) factory.createSocket(plain, host, port, true);
      tls.setSSLParameters(Tls.parameters());
      tls.startHandshake();
      inner = tls;
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private Socket connected() throws SocketException {
    Socket socket = inner;
    if (socket == null) {
      throw new SocketException("not connected");
    }
    return socket;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return connected().getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return connected().getOutputStream();
  }

  @Override
  public synchronized void setSoTimeout(int millis) throws SocketException {
    connected().setSoTimeout(millis);
  }

  @Override
  public synchronized int getSoTimeout() throws SocketException {
    return connected().getSoTimeout();
  }

  @Override
  public synchronized void close() throws IOException {
    Socket socket = inner;
    if (socket != null) {
      socket.close();
    }
    super.close();
  }
}
