package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.schedule.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListenPortsTest {
  @TempDir private Path folder;

  private ManagerSettings settings(String http, String mqtt) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("data", folder.resolve("data").toString());
    properties.setProperty("http.listen", http);
    properties.setProperty("mqtt.listen", mqtt);
    return ManagerSettings.of(properties);
  }

  private String refusal(String http, String mqtt) throws Exception {
    ManualClock clock = new ManualClock();
    ManagerSettings settings = settings(http, mqtt);
    return String.valueOf(
        assertThrows(IOException.class, () -> Manager.start(settings, clock, Timers.manual(clock)))
            .getMessage());
  }

  @Test
  void portThatAnotherHasIsOneLineWithAddressKeyAndReason() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String taken = "127.0.0.1:" + other.getLocalPort();
      Path file = folder.resolve("manager.properties");
      Files.writeString(
          file,
          "data="
              + folder.resolve("data")
              + "\nhttp.listen="
              + taken
              + "\n"
              + "mqtt.listen=127.0.0.1:0\n");
      CommandLineRun run = CommandLineRun.of("start", "--config", file.toString());
      assertEquals(
          "omniedge-manager: cannot listen at "
              + taken
              + " (http.listen): Address already in use\n",
          run.err());
      assertEquals(1, run.status());
    }
  }

  @Test
  void managerDoesNotRunWithoutItsBrokersPort() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String taken = "127.0.0.1:" + other.getLocalPort();
      assertEquals(
          "cannot listen at " + taken + " (mqtt.listen): Address already in use",
          refusal("127.0.0.1:0", taken));
    }
  }

  @Test
  void addressOfAnotherMachineIsNamedToo() throws Exception {
    String refusal = refusal("192.0.2.1:8443", "127.0.0.1:0");
    assertTrue(refusal.startsWith("cannot listen at 192.0.2.1:8443 (http.listen): "), refusal);
  }
}
