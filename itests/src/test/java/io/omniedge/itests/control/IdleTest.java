package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gateways that have had nothing to do for a while. */
@Tag("netns")
@Tag("slow")
class IdleTest {
  private static final String NOBODY = "{\"rules\":[]}";

  private static final String ALL =
      "{\"rules\":[{\"id\":\"all\",\"between\":[\"address:10.0.0.0/8\"]}]}";

  /** Longer than the manager takes somebody for present who says nothing. */
  private static final long IDLE_SECONDS = 110;

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  @Test
  void denialsAndRevocationsReachGatewaysThatWereIdle() {
    try (ControlLab lab = ControlLab.open("idle", 3)) {
      lab.joinAll();
      lab.policy(ALL);
      ControlLab.awaitReach(lab.plant1(), lab.plant2());
      ControlLab.awaitReach(lab.plant1(), lab.plant3());
      List<ManagedDevice> devices = lab.plants().stream().map(lab::managed).toList();
      long idleSince = devices.stream().mapToLong(ManagedDevice::lastSeenAt).max().orElseThrow();
      for (ManagedDevice device : devices) {
        Eventually.holds(
            "a heartbeat after " + IDLE_SECONDS + " s",
            Duration.ofSeconds(IDLE_SECONDS + 60),
            () -> device.lastSeenAt() >= idleSince + IDLE_SECONDS,
            () -> lab.plant1().runtime().output());
        assertTrue(device.isOnline(), "an idle gateway is there");
      }

      devices.get(2).revoke();
      Eventually.holds(
          "plant 1 has dropped plant 3",
          Duration.ofSeconds(5),
          () -> peers(lab.plant1()) == 1,
          () -> lab.plant1().runtime().output());
      lab.policy(NOBODY);
      Eventually.holds(
          "plant 1 has dropped plant 2",
          Duration.ofSeconds(2),
          () -> peers(lab.plant1()) == 0,
          () -> lab.plant1().runtime().output());
    }
  }

  private static long peers(Plant plant) {
    return plant.gateway().run("wg", "show", Plant.DEVICE, "peers").lines().count();
  }
}
