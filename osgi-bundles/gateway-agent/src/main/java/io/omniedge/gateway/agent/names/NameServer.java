package io.omniedge.gateway.agent.names;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about a zone at one address, over UDP and TCP, with one thread. What is asked
 * over TCP has little room and little time, and few may ask so at once. Thread-safe.
 */
final class NameServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(NameServer.class.getName());

  private static final int MOST_BYTES = 4096;
  private static final int MOST_CONNECTIONS = 16;
  private static final long IDLE_MILLIS = 10_000;
  private static final long CLOSE_MILLIS = 2_000;

  private final Selector selector;
  private final DatagramChannel udp;
  private final ServerSocketChannel tcp;
  private final Thread thread;
  private volatile NameZone zone;
  private volatile boolean isClosing;

  /** A connection: two bytes of length, then a question. */
  private static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(2 + MOST_BYTES);
    private @Nullable ByteBuffer out;
    private long lastNanos = System.nanoTime();

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private NameServer(
      Selector selector, DatagramChannel udp, ServerSocketChannel tcp, NameZone zone) {
    this.selector = selector;
    this.udp = udp;
    this.tcp = tcp;
    this.zone = zone;
    this.thread = new Thread(this::run, "omniedge-names");
    thread.setDaemon(true);
  }

  /**
   * Begins to answer.
   *
   * @param port 53, or 0 for any
   */
  static NameServer listen(InetAddress address, int port, NameZone zone) throws IOException {
    Selector selector = Selector.open();
    DatagramChannel udp = null;
    ServerSocketChannel tcp = null;
    try {
      udp = DatagramChannel.open();
      udp.bind(new InetSocketAddress(address, port));
      int bound = ((InetSocketAddress) udp.getLocalAddress()).getPort();
      tcp = ServerSocketChannel.open();
      tcp.bind(new InetSocketAddress(address, bound), MOST_CONNECTIONS);
      udp.configureBlocking(false).register(selector, SelectionKey.OP_READ);
      tcp.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      selector.close();
      if (udp != null) {
        udp.close();
      }
      if (tcp != null) {
        tcp.close();
      }
      throw e;
    }
    NameServer server = new NameServer(selector, udp, tcp, zone);
    server.thread.start();
    return server;
  }

  /** Answers about this from now on. */
  void serve(NameZone changed) {
    zone = changed;
  }

  int port() throws IOException {
    return ((InetSocketAddress) udp.getLocalAddress()).getPort();
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(MOST_BYTES);
    while (!isClosing) {
      try {
        selector.select(IDLE_MILLIS / 2);
        for (SelectionKey key : selector.selectedKeys()) {
          serve(key, buffer);
        }
        selector.selectedKeys().clear();
        closeIdle();
      } catch (IOException | CancelledKeyException e) {
        // Of one asker: an ICMP error, a connection that broke. The others are still there.
        LOG.log(Level.DEBUG, "a question was lost", e);
      }
    }
    release();
  }

  private void serve(SelectionKey key, ByteBuffer buffer) throws IOException {
    if (key.channel() == udp) {
      SocketAddress asker = udp.receive(buffer.clear());
      if (asker != null) {
        byte[] question = new byte[buffer.flip().remaining()];
        buffer.get(question);
        byte[] answer = zone.answer(question, false);
        if (answer.length > 0) {
          udp.send(ByteBuffer.wrap(answer), asker);
        }
      }
    } else if (key.channel() == tcp) {
      accept();
    } else if (key.attachment() instanceof Connection connection) {
      try {
        converse(key, connection);
      } catch (IOException e) {
        connection.channel.close();
      }
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = tcp.accept();
    if (channel == null) {
      return;
    }
    if (connections().size() >= MOST_CONNECTIONS) {
      channel.close();
      return;
    }
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ, new Connection(channel));
  }

  private void converse(SelectionKey key, Connection connection) throws IOException {
    connection.lastNanos = System.nanoTime();
    ByteBuffer out = connection.out;
    if (out == null) {
      if (connection.channel.read(connection.in) < 0) {
        connection.channel.close();
        return;
      }
      out = answer(connection);
    }
    if (out != null) {
      connection.channel.write(out);
      connection.out = out.hasRemaining() ? out : null;
      key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }
  }

  private @Nullable ByteBuffer answer(Connection connection) throws IOException {
    ByteBuffer in = connection.in;
    int length = in.position() < 2 ? -1 : in.getShort(0) & 0xffff;
    if (length > MOST_BYTES) {
      connection.channel.close();
      return null;
    }
    if (length < 0 || in.position() < 2 + length) {
      return null;
    }
    byte[] question = new byte[length];
    in.flip().position(2);
    in.get(question);
    in.compact();
    byte[] answer = zone.answer(question, true);
    if (answer.length == 0) {
      connection.channel.close();
      return null;
    }
    return ByteBuffer.allocate(2 + answer.length)
        .putShort((short) answer.length)
        .put(answer)
        .flip();
  }

  private List<Connection> connections() {
    List<Connection> open = new ArrayList<>();
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && key.attachment() instanceof Connection connection) {
        open.add(connection);
      }
    }
    return open;
  }

  private void closeIdle() throws IOException {
    long now = System.nanoTime();
    for (Connection connection : connections()) {
      if (now - connection.lastNanos > IDLE_MILLIS * 1_000_000) {
        connection.channel.close();
      }
    }
  }

  private void release() {
    try {
      udp.close();
      tcp.close();
      for (Connection connection : connections()) {
        connection.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing", e);
    }
  }

  /** Ends it, and waits until the address is free. */
  @Override
  public void close() {
    isClosing = true;
    selector.wakeup();
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
