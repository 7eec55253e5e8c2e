package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From a setup key to traffic that a policy allows, and out again. */
@Tag("netns")
@Tag("timed")
class MembershipTest {
  /** The machines of plants 1 and 2 reach each other; nobody else reaches anybody. */
  private static final String TWO =
      "{\"rules\":[{\"id\":\"pair\",\"between\":[\"address:10.1.0.0/24\"],"
          + "\"and\":[\"address:10.2.0.0/24\"]}]}";

  /** The same, and plant 3 may ping plant 1. */
  private static final String THREE =
      "{\"rules\":[{\"id\":\"pair\",\"between\":[\"address:10.1.0.0/24\"],"
          + "\"and\":[\"address:10.2.0.0/24\"]},"
          + "{\"id\":\"ping\",\"from\":[\"address:10.3.0.0/24\"],\"to\":[\"address:10.1.0.0/24\"],"
          + "\"protocol\":\"icmp\"}]}";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  @Test
  void policyDecidesWhoReachesWhom() {
    try (ControlLab lab = ControlLab.open("policy", 3)) {
      lab.joinAll();
      lab.policy(TWO);
      ControlLab.awaitReach(lab.plant1(), lab.plant2());
      ControlLab.awaitReach(lab.plant2(), lab.plant1());
      assertFalse(ControlLab.reaches(lab.plant3(), lab.plant1()), "no rule lets plant 3 in");

      Program pings = Ping.stream(lab.plant1().machine(), lab.plant2().machineAddress());
      lab.policy(THREE);
      ControlLab.awaitReach(lab.plant3(), lab.plant1());
      // One direction only, and only what the rule names.
      Command back =
          lab.plant1()
              .machine()
              .attempt("ping", "-n", "-c", "1", "-W", "1", lab.plant3().machineAddress());
      assertTrue(back.out().contains("Packet filtered"), back.out());
      assertFalse(
          lab.plant3()
              .machine()
              .attempt("sh", "-c", "curl -sm 2 http://" + lab.plant1().machineAddress() + ":9/")
              .succeeded());

      lab.policy(TWO);
      Eventually.holds("plant 3 is cut off", () -> !ControlLab.reaches(lab.plant3(), lab.plant1()));
      assertEquals(0, Ping.lostOf(pings), "pings lost by changes that do not touch them");
    }
  }

  @Test
  void pendingDeviceReachesNobodyBeforeSomebodyApprovesIt() {
    try (ControlLab lab = ControlLab.open("pending", 2)) {
      lab.policy(TWO);
      String key = lab.setupKey(false);
      lab.plants().forEach(plant -> plant.enrol(key));
      for (Plant plant : lab.plants()) {
        String device = lab.device(plant);
        assertEquals(
            "pending",
            lab.manager().expect(200, "GET", "/devices/" + device, "").text("membership"));
        lab.approveRoutes(plant);
      }
      assertFalse(ControlLab.reaches(lab.plant1(), lab.plant2()));
      for (Plant plant : lab.plants()) {
        lab.manager().expect(200, "POST", "/devices/" + lab.device(plant) + "/approve", "");
      }
      ControlLab.awaitReach(lab.plant1(), lab.plant2());
    }
  }

  @Test
  void revokedDeviceIsOffWithinSeconds() {
    try (ControlLab lab = ControlLab.open("revoked", 2)) {
      lab.joinAll();
      lab.policy(TWO);
      ControlLab.awaitReach(lab.plant1(), lab.plant2());
      String device = lab.device(lab.plant2());
      lab.manager().expect(200, "POST", "/devices/" + device + "/revoke", "");
      Eventually.holds(
          "plant 1 has dropped its peer",
          Duration.ofSeconds(5),
          () -> lab.plant1().gateway().run("wg", "show", Plant.DEVICE, "peers").isBlank(),
          () -> lab.plant1().runtime().output());
      assertFalse(ControlLab.reaches(lab.plant1(), lab.plant2()));
    }
  }

  @Test
  void plantsGoOnWithoutTheirManagerAndAfterAPowerCut() {
    try (ControlLab lab = ControlLab.open("alone", 2)) {
      lab.joinAll();
      lab.policy(TWO);
      ControlLab.awaitReach(lab.plant1(), lab.plant2());
      Program pings = Ping.stream(lab.plant1().machine(), lab.plant2().machineAddress());
      lab.manager().stop();
      Ping.awaitAnswer(lab.plant2().machine(), lab.plant1().machineAddress());
      assertEquals(0, Ping.lostOf(pings), "pings lost when the manager went");

      lab.plant2().powerCut();
      ControlLab.awaitReach(lab.plant1(), lab.plant2());
      lab.manager().restart();
      lab.policy("{\"rules\":[]}");
      Eventually.holds(
          "the manager is heard again", () -> !ControlLab.reaches(lab.plant1(), lab.plant2()));
    }
  }
}
