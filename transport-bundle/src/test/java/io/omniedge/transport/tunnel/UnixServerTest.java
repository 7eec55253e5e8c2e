package io.omniedge.transport.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixServerTest {
  @TempDir Path directory;

  private static final UnixServer.Handler GREETING =
      (in, out) -> out.write("hello".getBytes(StandardCharsets.US_ASCII));

  private static String ask(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void answersItsOwnerOnASocketThatOnlyTheOwnerMayUse() throws IOException {
    Path socket = directory.resolve("run/omni0.sock");
    try (UnixServer server = UnixServer.listen(socket, GREETING)) {
      assertEquals("hello", ask(socket));
      assertEquals("hello", ask(socket));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }
    assertFalse(Files.exists(socket));
    try (var left = Files.list(directory.resolve("run"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void replacesTheSocketOfAKilledProcess() throws IOException {
    Path socket = directory.resolve("omni0.sock");
    ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    killed.bind(UnixDomainSocketAddress.of(socket));
    killed.close();
    assertTrue(Files.exists(socket));

    try (UnixServer server = UnixServer.listen(socket, GREETING)) {
      assertEquals("hello", ask(socket));
    }
  }

  @Test
  void sweepsWhatAProcessLeftThatWasKilledWhileItMadeItsSocket() throws IOException {
    Path cradle = Files.createDirectory(directory.resolve(".omniedge-omni0.sock"));
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(cradle.resolve("s")));
    }
    try (UnixServer server = UnixServer.listen(directory.resolve("omni0.sock"), GREETING)) {
      assertEquals("hello", ask(directory.resolve("omni0.sock")));
      assertFalse(Files.exists(cradle));
    }
  }

  @Test
  void leavesTheSocketOfALivingProcessAlone() throws IOException {
    Path socket = directory.resolve("omni0.sock");
    try (UnixServer first = UnixServer.listen(socket, GREETING)) {
      IOException refusal =
          assertThrows(IOException.class, () -> UnixServer.listen(socket, GREETING));
      assertTrue(String.valueOf(refusal.getMessage()).contains("omni0.sock is in use"));
      assertEquals("hello", ask(socket));
    }
  }
}
