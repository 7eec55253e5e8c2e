package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The configuration socket of a gateway, spoken to by hand, for what {@code wg} never says. */
public final class ConfigurationSocket {
  private final Path path;

  /** The socket of the gateway on this host. */
  public ConfigurationSocket(Host host) {
    path = host.runFolder().resolve(GatewayProcess.DEVICE + ".sock");
  }

  /** Where it is in the file system. */
  public Path path() {
    return path;
  }

  /** Sends one request, ended by an empty line, and returns the answer up to its empty line. */
  public String ask(String request) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      channel.write(StandardCharsets.UTF_8.encode(request));
      var in = Channels.newReader(channel, StandardCharsets.UTF_8);
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\n\n") < 0) {
        int c = in.read();
        if (c < 0) {
          break;
        }
        answer.append((char) c);
      }
      return answer.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
