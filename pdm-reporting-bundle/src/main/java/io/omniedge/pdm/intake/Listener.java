package io.omniedge.pdm.intake;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A place where lines come in, with the threads that read there. One thread opens and closes. */
final class Listener {
  /** Programs of a plant that send measurements are few; each costs a thread. */
  private static final int MOST_CONNECTIONS = 32;

  /** More than any datagram has. */
  private static final int BUFFER_BYTES = 65_536;

  private static final Logger LOG = System.getLogger(Listener.class.getName());

  private final String kind;
  private final SocketAddress address;
  private final Precision precision;
  private final Intake intake;
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private @Nullable NetworkChannel channel;

  private Listener(String kind, SocketAddress address, Precision precision, Intake intake) {
    this.kind = kind;
    this.address = address;
    this.precision = precision;
    this.intake = intake;
  }

  static List<Listener> of(IntakeSettings settings, Intake intake) {
    List<Listener> all = new ArrayList<>();
    if (settings.udpPort() != 0) {
      all.add(
          new Listener(
              "UDP",
              new InetSocketAddress(settings.address(), settings.udpPort()),
              settings.precision(),
              intake));
    }
    if (settings.tcpPort() != 0) {
      all.add(
          new Listener(
              "TCP",
              new InetSocketAddress(settings.address(), settings.tcpPort()),
              settings.precision(),
              intake));
    }
    settings
        .socket()
        .ifPresent(
            path ->
                all.add(
                    new Listener(
                        "socket", UnixDomainSocketAddress.of(path), settings.precision(), intake)));
    return all;
  }

  /** Listens; a sentence if that cannot be, else null. */
  @Nullable String open() {
    try {
      if (kind.equals("UDP")) {
        DatagramChannel datagrams = DatagramChannel.open();
        channel = datagrams;
        datagrams.bind(address);
        start(() -> read(datagrams));
      } else {
        ServerSocketChannel server = server();
        start(() -> accept(server));
      }
      return null;
    } catch (IOException e) {
      close();
      return this + ": " + e.getMessage();
    }
  }

  private ServerSocketChannel server() throws IOException {
    if (!(address instanceof UnixDomainSocketAddress unix)) {
      ServerSocketChannel server = ServerSocketChannel.open();
      channel = server;
      return server.bind(address);
    }
    Path path = unix.getPath();
    // What a killed process left; a file that is no socket is somebody's.
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      Files.delete(path);
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel = server;
    server.bind(unix);
    // Who may send is up to the group of its directory.
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
    return server;
  }

  private void start(Runnable task) {
    Thread thread = new Thread(task, "intake " + this);
    thread.setDaemon(true);
    thread.start();
  }

  private void read(DatagramChannel datagrams) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (true) {
      buffer.clear();
      try {
        SocketAddress from = datagrams.receive(buffer);
        LineSplitter lines = intake.lines("UDP " + from, precision);
        lines.take(buffer.array(), 0, buffer.position());
        lines.finish();
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.log(Level.WARNING, "{0}: {1}", this, e.getMessage());
      }
    }
  }

  private void accept(ServerSocketChannel server) {
    while (true) {
      try {
        SocketChannel client = server.accept();
        if (connections.size() >= MOST_CONNECTIONS) {
          intake.refusedConnection(toString());
          client.close();
        } else {
          connections.add(client);
          start(() -> read(client));
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.log(Level.WARNING, "{0}: {1}", this, e.getMessage());
      }
    }
  }

  private void read(SocketChannel client) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (client) {
      LineSplitter lines = intake.lines(kind + " " + client.getRemoteAddress(), precision);
      while (client.read(buffer.clear()) >= 0) {
        lines.take(buffer.array(), 0, buffer.position());
      }
      lines.finish();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "{0}: a connection ended: {1}", this, e.getMessage());
    } finally {
      connections.remove(client);
    }
  }

  void close() {
    closeQuietly(channel);
    connections.forEach(Listener::closeQuietly);
    if (channel instanceof ServerSocketChannel && address instanceof UnixDomainSocketAddress unix) {
      try {
        Files.deleteIfExists(unix.getPath());
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "{0}: {1}", this, e.getMessage());
      }
    }
    channel = null;
  }

  private static void closeQuietly(@Nullable NetworkChannel open) {
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "closing: {0}", e.getMessage());
      }
    }
  }

  @Override
  public String toString() {
    return kind + " " + address;
  }
}
