package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clocks that are wrong, and certificates whose time is over. */
@Tag("netns")
class ClockTest {
  private static final String NOBODY = "{\"rules\":[]}";

  private static final String ALL =
      "{\"rules\":[{\"id\":\"all\",\"between\":[\"address:10.0.0.0/8\"]}]}";

  private static final String IN_1970 = "@1970-01-01 00:00:10";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  @Test
  void gatewayWithoutABatteryComesBackAndEnrolsIn1970() {
    try (ControlLab lab = ControlLab.open("no-battery", 2)) {
      Plant one = lab.plant1();
      Plant two = lab.plant2();
      String key = lab.setupKey(true);
      two.runtime().kill();
      two.startAt(IN_1970);
      one.enrol(key);
      two.enrol(key);
      lab.approveRoutes(one);
      lab.approveRoutes(two);
      lab.policy(ALL);
      ControlLab.awaitReach(two, one);
      assertTrue(two.runtime().output().contains("1970-01-01T00:00"), "its log is of 1970");

      lab.manager().stop();
      two.runtime().kill();
      two.startAt(IN_1970);
      ControlLab.awaitReach(two, one);
      ControlLab.awaitReach(one, two);
      lab.manager().restart();
      two.awaitConnected();
      lab.policy(NOBODY);
      ControlLab.awaitCut(two, one);
      lab.policy(ALL);
      ControlLab.awaitReach(two, one);
    }
  }

  /** One gateway; the years go by in jumps, for the manager and for it alike. */
  @Test
  @Tag("slow")
  void certificateIsRenewedWhileItIsGoodAndInGraceAndByAPersonLater() {
    try (ControlLab lab = ControlLab.open("certificate", 1)) {
      Plant plant = lab.plant1();
      plant.enrol(lab.setupKey(true));
      ManagedDevice device = lab.managed(plant);
      plant.awaitConnected();
      long first = device.certificateExpiresAt();

      // 50 of 90 days are over.
      jump(lab, "+50d");
      awaitRenewal(device, first, 50, Duration.ofMinutes(3));
      assertEquals("active", device.membership());

      // It expired 20 days ago, while the gateway was off.
      long second = device.certificateExpiresAt();
      jump(lab, "+160d");
      awaitRenewal(device, second, 110, Duration.ofMinutes(1));
      assertEquals("active", device.membership());
      plant.awaitConnected();

      // It expired 40 days ago: only a person lets it back, who sees it at the manager.
      long third = device.certificateExpiresAt();
      jump(lab, "+290d");
      awaitRenewal(device, third, 130, Duration.ofMinutes(1));
      assertEquals("quarantined expired", device.membership());
      plant.await("it says so", () -> plant.status().contains("quarantined, connected to"));
      device.approve();
      plant.awaitConnected();
    }
  }

  private static void jump(ControlLab lab, String time) {
    lab.plant1().runtime().kill();
    lab.manager().stop();
    lab.manager().restartAt(time);
    lab.plant1().startAt(time);
  }

  /** The next one ends so many days later, as many as were jumped over. */
  private static void awaitRenewal(
      ManagedDevice device, long before, long days, Duration deadline) {
    long begun = System.nanoTime();
    Eventually.holds(
        "another certificate",
        deadline,
        () -> device.certificateExpiresAt() > before,
        device::membership);
    long later = device.certificateExpiresAt() - before;
    assertEquals(days, Duration.ofSeconds(later).toDays(), "days between the ends");
    System.out.printf(
        "FIGURE a certificate renewed %.1f s after the start%n", (System.nanoTime() - begun) / 1e9);
  }
}
