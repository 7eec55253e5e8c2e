package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that say nothing for a while, though their connection is there. */
final class SilenceTest {
  private static final String ALL =
      "{'rules': [{'id': 'all', 'from': ['any'], 'to': ['any'], 'protocol': 'any'}]}";

  @TempDir private Path folder;

  @Test
  void deviceThatIsSilentGetsEveryChangeAllTheSame() {
    ManualClock clock = new ManualClock();
    try (RunningManager manager = RunningManager.start(folder.resolve("data"), clock)) {
      String network = manager.network("plants");
      manager.policy(network, ALL);
      String key = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
      SimulatedDevice first = manager.device(key, "first").enrol().connect();
      SimulatedDevice second = manager.device(key, "second").enrol();
      NetworkMap _ = first.awaitMap(map -> map.peers().containsKey(second.id()));
      first.settle();
      long before = first.epoch();

      clock.advance(Duration.ofSeconds(101));
      manager.timers.runDue();
      Api.Reply gone = manager.owner.get("/devices/" + first.id()).expect(200);
      assertEquals("false", gone.text("online"));
      Api.Reply _ = manager.owner.post("/devices/" + second.id() + "/revoke").expect(200);
      NetworkMap now = first.awaitMap(map -> !map.peers().containsKey(second.id()));
      assertTrue(now.epoch() > before);

      Api.Reply _ = manager.owner.post("/devices/" + first.id() + "/revoke").expect(200);
      NetworkMap last = first.awaitMap(map -> map.membership() == Membership.REVOKED);
      assertTrue(last.epoch() > now.epoch());
      first.close();
    }
  }

  @Test
  void heartbeatsOfTheRunThatToldItsStateKeepADeviceOnline() {
    ManualClock clock = new ManualClock();
    try (RunningManager manager = RunningManager.start(folder.resolve("data"), clock)) {
      String key = manager.setupKey(manager.network("plants"), ", 'autoApprove': true");
      SimulatedDevice device = manager.device(key, "device").enrol().connect();
      device.settle();
      for (int i = 0; i < 5; i++) {
        clock.advance(Duration.ofSeconds(30));
        device.beat(device.boot, 77);
        device.settle();
        manager.timers.runDue();
      }
      Api.Reply there = manager.owner.get("/devices/" + device.id() + "/state").expect(200);
      assertEquals("true", there.text("online"));
      assertEquals(clock.millis() / 1000, Long.parseLong(there.text("seenAt")));
      assertTrue(there.response().body().contains("\"epoch\":77,"), there.response().body());
      assertTrue(there.response().body().contains(device.state().wireguardKey()), "as it was told");

      clock.advance(Duration.ofSeconds(101));
      manager.timers.runDue();
      device.beat("another", 78);
      device.settle();
      Api.Reply silent = manager.owner.get("/devices/" + device.id() + "/state").expect(200);
      assertEquals("false", silent.text("online"));
      device.beat(device.boot, 79);
      device.settle();
      Api.Reply back = manager.owner.get("/devices/" + device.id() + "/state").expect(200);
      assertEquals("true", back.text("online"));
      device.close();
    }
  }
}
