package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.map.NetworkMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manager knows after it was stopped, and after it came back from a backup. */
final class RestartTest {
  private static final String ALL =
      "{'rules': [{'id': 'all', 'from': ['any'], 'to': ['any'], 'protocol': 'any'}]}";

  @TempDir private Path folder;

  @Test
  void restartedManagerKnowsWhichMapsDevicesHave() {
    ManualClock clock = new ManualClock();
    Path data = folder.resolve("data");
    SimulatedDevice first;
    SimulatedDevice second;
    String network;
    try (RunningManager manager = RunningManager.start(data, clock)) {
      network = manager.network("plants");
      manager.policy(network, ALL);
      String key = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
      first = manager.device(key, "first").enrol().connect();
      second = manager.device(key, "second").enrol().connect();
      NetworkMap _ = first.awaitMap(map -> !map.peers().isEmpty());
      NetworkMap _ = second.awaitMap(map -> !map.peers().isEmpty());
      first.disconnect();
      second.disconnect();
    }
    try (RunningManager manager = RunningManager.start(data, clock)) {
      first.manager = manager;
      second.manager = manager;
      first.connect();
      first.awaitUpToDate();
      second.connect();
      second.awaitUpToDate();
      long before = first.epoch();
      manager.policy(network, "{'rules': []}");
      NetworkMap alone = first.awaitMap(map -> map.peers().isEmpty());
      assertTrue(alone.epoch() > before);
      assertEquals(1, first.fulls, "differences to maps of before the restart");
      first.close();
      second.close();
    }
  }

  @Test
  void deviceThatIsBackBeforeTheManagerListensIsAnswered() throws Exception {
    ManualClock clock = new ManualClock();
    Path data = folder.resolve("data");
    Properties fixedPort = new Properties();
    fixedPort.setProperty("mqtt.listen", "127.0.0.1:" + freePort());
    SimulatedDevice device;
    try (RunningManager manager = RunningManager.start(data, clock, fixedPort)) {
      String key = manager.setupKey(manager.network("plants"), ", 'autoApprove': true");
      device = manager.device(key, "device").enrol().connect();
      NetworkMap _ = device.nextMap();
      device.disconnect();
    }
    CompletableFuture<SimulatedDevice> back =
        CompletableFuture.supplyAsync(() -> connectAsSoonAsPossible(device));
    try (RunningManager _ = RunningManager.start(data, clock, fixedPort)) {
      SimulatedDevice _ = back.join();
      device.awaitUpToDate();
      device.close();
    }
  }

  /** As devices do that lost their manager; it asks for its map once. */
  private static SimulatedDevice connectAsSoonAsPossible(SimulatedDevice device) {
    long start = System.nanoTime();
    while (true) {
      try {
        return device.connect();
      } catch (CompletionException e) {
        if (System.nanoTime() - start > 60_000_000_000L) {
          throw e;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void restoredManagerGoesOnThoughDevicesAreAheadOfIt() throws Exception {
    ManualClock clock = new ManualClock();
    Path backup = folder.resolve("backup.zip");
    SimulatedDevice device;
    String network;
    try (RunningManager manager = RunningManager.start(folder.resolve("lost"), clock)) {
      network = manager.network("plants");
      manager.policy(network, ALL);
      String key = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
      device = manager.device(key, "device").enrol().connect();
      NetworkMap _ = device.nextMap();
      Backup.write(manager.data, true, backup); // while it runs
      for (int i = 0; i < 5; i++) {
        SimulatedDevice peer = manager.device(key, "later-" + i).enrol();
        NetworkMap _ = device.awaitMap(map -> map.peers().containsKey(peer.id()));
      }
      device.disconnect();
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)));
    Path restored = folder.resolve("restored");
    Backup.restore(backup, restored, true);
    assertThrows(IOException.class, () -> Backup.restore(backup, restored, true));
    try (RunningManager manager = RunningManager.start(restored, clock)) {
      device.manager = manager;
      long before = device.epoch();
      device.connect();
      NetworkMap map = device.nextMap();
      assertTrue(map.epoch() > before, "an older epoch would be refused");
      assertTrue(map.peers().isEmpty(), "those who came after the backup have to come again");
      device.close();
    }
  }

  @Test
  void secondManagerWithTheSameDataDoesNotStart() {
    ManualClock clock = new ManualClock();
    try (RunningManager manager = RunningManager.start(folder.resolve("data"), clock)) {
      Throwable refusal =
          assertThrows(
              IllegalStateException.class, () -> RunningManager.start(manager.data, clock));
      assertTrue(String.valueOf(refusal.getMessage()).contains("another manager"));
    }
  }

  @Test
  void somethingElseIsNoBackup() throws Exception {
    Path file = folder.resolve("no.zip");
    Files.writeString(file, "no zip");
    assertThrows(IOException.class, () -> Backup.restore(file, folder.resolve("nothing"), true));
  }
}
