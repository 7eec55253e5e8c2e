package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An external broker by configuration: Debian's Mosquitto, where it is installed. */
final class MosquittoTest {
  private static final String PROGRAM =
      System.getProperty("omniedge.mosquitto", "/usr/sbin/mosquitto");

  @TempDir private Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What docs/manager.md tells its operator to write. */
  private Path configuration(int port, int managerPort) throws Exception {
    Path acl = folder.resolve("acl");
    Files.writeString(
        acl,
        """
        user manager
        topic readwrite omniedge/v1/#

        pattern read omniedge/v1/+/%u/map
        pattern read omniedge/v1/+/%u/desired
        pattern read omniedge/v1/+/%u/cmd
        pattern write omniedge/v1/+/%u/map/request
        pattern write omniedge/v1/+/%u/reported
        pattern write omniedge/v1/+/%u/forms
        pattern write omniedge/v1/+/%u/cmd/result
        pattern write omniedge/v1/+/%u/state
        pattern write omniedge/v1/+/%u/heartbeat
        pattern write omniedge/v1/+/%u/report
        pattern read omniedge/v1/+/%u/report/kept
        """);
    Path passwords = folder.resolve("passwords");
    Files.writeString(passwords, "manager:secret\n");
    Process hashing =
        new ProcessBuilder(
                PROGRAM.replace("/sbin/mosquitto", "/bin/mosquitto_passwd"),
                "-U",
                passwords.toString())
            .inheritIO()
            .start();
    assertEquals(0, hashing.waitFor());
    Path file = folder.resolve("mosquitto.conf");
    Files.writeString(
        file,
        """
        per_listener_settings true
        user root
        max_topic_alias 0

        listener %d 127.0.0.1
        tls_version tlsv1.3
        cafile %3$s/authority.pem
        certfile %3$s/server.pem
        keyfile %3$s/server.key
        require_certificate true
        use_identity_as_username true
        acl_file %4$s
        max_topic_alias 0

        listener %d 127.0.0.1
        allow_anonymous false
        password_file %5$s
        acl_file %4$s
        max_topic_alias 0
        """
            .formatted(port, managerPort, folder.resolve("tls"), acl, passwords));
    return file;
  }

  private static void awaitPort(int port, Process process) throws Exception {
    Instant deadline = Instant.now().plusSeconds(10);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException e) {
        if (process.waitFor(50, TimeUnit.MILLISECONDS) || Instant.now().isAfter(deadline)) {
          throw new AssertionError("mosquitto does not listen", e);
        }
      }
    }
  }

  @Test
  void devicesAndManagerMeetAtAnExternalBroker() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PROGRAM)), PROGRAM + " is not installed");
    int port = freePort();
    int managerPort = freePort();
    Path data = folder.resolve("data");
    BrokerCertificateCommand.write(
        Files.createDirectories(data.resolve("keys")), List.of("localhost"), folder.resolve("tls"));
    Process mosquitto =
        new ProcessBuilder(PROGRAM, "-c", configuration(port, managerPort).toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    try {
      awaitPort(port, mosquitto);
      Files.writeString(folder.resolve("password"), "secret");
      Properties properties = new Properties();
      properties.setProperty("broker", "tcp://127.0.0.1:" + managerPort);
      properties.setProperty("broker.public", "localhost:" + port);
      properties.setProperty("broker.user", "manager");
      properties.setProperty("broker.password-file", folder.resolve("password").toString());
      ManualClock clock = new ManualClock();
      try (RunningManager manager = RunningManager.start(data, clock, properties)) {
        String network = manager.network("plants");
        manager.policy(
            network,
            "{'rules': [{'id': 'all', 'from': ['any'], 'to': ['any'], 'protocol': 'any'}]}");
        String key = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
        try (SimulatedDevice one = manager.device(key, "one").enrol().connect();
            SimulatedDevice other = manager.device(key, "other").enrol().connect()) {
          NetworkMap _ = one.awaitMap(map -> map.peers().containsKey(other.id()));
          // Mosquitto says nothing against a foreign topic, it drops what is sent there.
          String foreign =
              new Topic(other.answer().tenant(), other.id(), Leaf.MAP_REQUEST).toString();
          try {
            var _ = one.publish(foreign, new byte[] {1}, false);
          } catch (CompletionException refused) {
            assertFalse(String.valueOf(refused.getMessage()).isEmpty());
          }
          manager.owner.post("/devices/" + other.id() + "/revoke").expect(200);
          NetworkMap _ = one.awaitMap(map -> map.peers().isEmpty());
          String metrics = manager.owner.get("/metrics").response().body();
          assertEquals(true, metrics.contains("omniedge_messages_refused_total 0.0"), metrics);
          clock.advance(Duration.ofSeconds(2));
          manager.timers.runDue();
        }
      }
    } finally {
      mosquitto.destroy();
      boolean _ = mosquitto.waitFor(10, TimeUnit.SECONDS);
    }
  }
}
