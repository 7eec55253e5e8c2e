package io.omniedge.transport.tunnel;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * A Unix stream socket that only its owner and root may use: mode 0600, and the credentials the
 * kernel gives for each connection are checked besides, since a mode is lost when somebody copies a
 * directory.
 *
 * <p>A stale socket file of a killed process is replaced; one that still answers is not. One thread
 * accepts, one serves each connection, at most {@value #MAX_CONNECTIONS} at a time.
 */
public final class UnixServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(UnixServer.class.getName());
  private static final int MAX_CONNECTIONS = 16;

  /** After a failed accept; it would fail again at once. */
  private static final long ACCEPT_PAUSE_NANOS = 100_000_000L;

  /** Serves one connection; the streams are closed afterwards. Called by a thread of its own. */
  public interface Handler {
    void serve(InputStream in, OutputStream out) throws IOException;
  }

  private final Path path;
  private final Handler handler;
  private final ServerSocketChannel server;
  private final UserPrincipal owner;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

  private UnixServer(Path path, Handler handler, ServerSocketChannel server, UserPrincipal owner) {
    this.path = path;
    this.handler = handler;
    this.server = server;
    this.owner = owner;
  }

  /**
   * Listens at {@code path}.
   *
   * @throws IOException naming the path, also when another process serves it
   */
  public static UnixServer listen(Path path, Handler handler) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("socket path " + path + " has no directory");
    }
    if (!Files.isDirectory(directory)) {
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw new IOException("cannot make the directory " + directory + " for sockets: " + e, e);
      }
    }
    if (Files.exists(path) && answers(path)) {
      throw new IOException(path + " is in use: another process serves this interface");
    }
    // Born in a directory only we can enter, and moved to its place with its mode: never open to
    // others, not even for a moment.
    Path cradle = directory.resolve(".omniedge-" + path.getFileName());
    // Left by a process that was killed here.
    Files.deleteIfExists(cradle.resolve("s"));
    Files.deleteIfExists(cradle);
    Files.createDirectory(
        cradle, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Path newborn = cradle.resolve("s");
      server.bind(UnixDomainSocketAddress.of(newborn));
      Files.setPosixFilePermissions(newborn, PosixFilePermissions.fromString("rw-------"));
      Files.move(
          newborn, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      UnixServer made = new UnixServer(path, handler, server, Files.getOwner(path));
      Thread thread = new Thread(null, made::acceptAll, path.getFileName() + " accept", 256 * 1024);
      thread.setDaemon(true);
      thread.start();
      return made;
    } catch (IOException e) {
      server.close();
      throw new IOException("cannot listen on " + path + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(cradle.resolve("s"));
      Files.deleteIfExists(cradle);
    }
  }

  private static boolean answers(Path path) {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (IOException e) {
      return false; // nobody listens: the file is left from a killed process
    }
  }

  private void acceptAll() {
    while (true) {
      try {
        SocketChannel connection = server.accept();
        open.add(connection);
        free.acquire();
        Thread thread =
            new Thread(null, () -> serve(connection), path.getFileName() + " client", 512 * 1024);
        thread.setDaemon(true);
        thread.start();
      } catch (ClosedChannelException e) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException e) {
        // Too many open files, most likely: it passes, and without us nobody could look into it.
        LOG.log(Level.WARNING, "accepting on " + path + " failed", e);
        LockSupport.parkNanos(this, ACCEPT_PAUSE_NANOS);
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      UnixDomainPrincipal client = connection.getOption(ExtendedSocketOptions.SO_PEERCRED);
      if (!client.user().equals(owner) && !client.user().getName().equals("root")) {
        LOG.log(Level.WARNING, "refused user {0} on {1}", client.user().getName(), path);
        return;
      }
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(connection));
      handler.serve(new BufferedInputStream(Channels.newInputStream(connection)), out);
      out.flush();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a client of " + path + " went away", e);
    } finally {
      open.remove(connection);
      free.release();
    }
  }

  /** Stops listening, ends connections, removes the file. */
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    for (SocketChannel connection : open) {
      connection.close();
    }
  }
}
