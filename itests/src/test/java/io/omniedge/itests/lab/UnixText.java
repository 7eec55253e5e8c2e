package io.omniedge.itests.lab;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a Unix socket says to whoever connects. */
final class UnixText {
  private UnixText() {}

  /** Everything up to its end; a failure is told in the text, for this goes into a message. */
  static String read(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return socket + ": " + e + "\n";
    }
  }
}
