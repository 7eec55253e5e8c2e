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
}
