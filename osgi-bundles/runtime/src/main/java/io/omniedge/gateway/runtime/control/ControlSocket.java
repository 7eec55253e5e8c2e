package io.omniedge.gateway.runtime.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Where {@code omniedge-gateway status} and its like ask, and {@code omniedge status} likewise.
 * Only the owner and root may connect. Questions are answered one after the other, by a thread of
 * the socket's own.
 *
 * <p>A question is a line, words separated by tabs. The answer is the exit status as one digit,
 * then the text. {@code stop} ends the process, after which the connection closes.
 */
public final class ControlSocket {
  private final ServerSocketChannel server;
  private final Path path;
  private final Commands commands;

  /** Answers questions. */
  @FunctionalInterface
  public interface Commands {
    /**
     * What to print for this command with these arguments.
     *
     * @throws RefusedException with the text for the person who asked
     */
    String answer(String command, List<String> arguments) throws RefusedException;
  }

  /** A command that was not done; the message is for people. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public RefusedException(String message) {
      super(message);
    }
  }

  /**
   * An answer.
   *
   * @param status 0 if it was done; otherwise the text says why not
   * @param text for people, or for the program that asked
   */
  public record Answer(int status, String text) {}

  private ControlSocket(ServerSocketChannel server, Path path, Commands commands) {
    this.server = server;
    this.path = path;
    this.commands = commands;
  }

  /**
   * Listens.
   *
   * @throws IOException also when another process listens there
   */
  public static ControlSocket listen(Path path, Commands commands) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(path + " has no directory");
    }
    Files.createDirectories(directory);
    if (Files.exists(path)) {
      try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        throw new IOException(
            probe.getRemoteAddress() + " is in use: another process listens there");
      } catch (ConnectException e) {
        Files.delete(path); // left by a killed one
      }
    }
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    Path newborn = path.resolveSibling("." + path.getFileName());
    Files.deleteIfExists(newborn);
    server.bind(UnixDomainSocketAddress.of(newborn));
    // Connecting needs the right to write: nobody has it before the mode is set but the owner,
    // for the name is unknown until the rename.
    Files.setPosixFilePermissions(newborn, PosixFilePermissions.fromString("rw-------"));
    Files.move(newborn, path);
    ControlSocket socket = new ControlSocket(server, path, commands);
    Thread thread = new Thread(socket::serve, "control socket");
    thread.setDaemon(true);
    thread.start();
    return socket;
  }

  /**
   * Asks whoever listens there.
   *
   * @param words without tabs and line ends
   * @throws ConnectException if nobody does
   */
  public static Answer ask(Path path, List<String> words) throws IOException {
    for (String word : words) {
      if (word.indexOf('\t') >= 0 || word.indexOf('\n') >= 0) {
        throw new IOException("a question has no tabs and line ends");
      }
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
      } catch (IOException e) {
        ConnectException nobody =
            new ConnectException(path + " does not answer (" + e.getMessage() + ")");
        nobody.initCause(e);
        throw nobody;
      }
      byte[] question = (String.join("\t", words) + "\n").getBytes(StandardCharsets.UTF_8);
      Channels.newOutputStream(channel).write(question);
      // A process that stops closes when it has stopped.
      byte[] answer = Channels.newInputStream(channel).readAllBytes();
      String text = new String(answer, StandardCharsets.UTF_8);
      return text.isEmpty()
          ? new Answer(1, "it gave no answer\n")
          : new Answer(text.charAt(0) - '0', text.substring(1));
    }
  }

  private void serve() {
    while (true) {
      try (SocketChannel client = server.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8));
        List<String> words = List.of(String.valueOf(in.readLine()).split("\t", -1));
        boolean stop = words.get(0).equals("stop");
        String answer = stop ? "0stopping\n" : answer(words);
        ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          client.write(bytes);
        }
        if (stop) {
          // The shutdown hook does it; the client sees the end when this process has ended.
          System.exit(0);
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        System.getLogger(ControlSocket.class.getName())
            .log(System.Logger.Level.DEBUG, "a client of the control socket went away", e);
      }
    }
  }

  private String answer(List<String> words) {
    try {
      return "0" + commands.answer(words.get(0), words.subList(1, words.size()));
    } catch (RefusedException e) {
      return "1" + String.valueOf(e.getMessage()).stripTrailing() + "\n";
    }
  }

  /** Stops listening. */
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      System.getLogger(ControlSocket.class.getName())
          .log(System.Logger.Level.WARNING, "closing the control socket: " + e);
    }
  }
}
