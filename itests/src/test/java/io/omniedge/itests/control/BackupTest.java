package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A manager that lost everything but a backup of yesterday. */
@Tag("netns")
class BackupTest {
  private static final String NOBODY = "{\"rules\":[]}";

  private static final String ALL =
      "{\"rules\":[{\"id\":\"all\",\"between\":[\"address:10.0.0.0/8\"]}]}";

  private static String port(int number) {
    return "{\"io.omniedge.gateway.monitoring.Metrics\":{\"properties\":{\"port\":"
        + number
        + "}}}";
  }

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  @Test
  void plantsComeBackToAManagerThatWasRestored() {
    try (ControlLab lab = ControlLab.open("backup", 3)) {
      String setupKey = lab.setupKey(true);
      Plant one = lab.plant1();
      Plant two = lab.plant2();
      Plant late = lab.plant3();
      one.enrol(setupKey);
      two.enrol(setupKey);
      lab.approveRoutes(one);
      lab.approveRoutes(two);
      lab.policy(ALL);
      ControlLab.awaitReach(one, two);
      Path file = lab.manager().host().folder().resolve("yesterday.zip");
      lab.manager().command("backup", file.toString());

      // What the backup knows nothing of: changes, which raise the epochs, and another plant.
      lab.policy(NOBODY);
      ControlLab.awaitCut(one, two);
      lab.policy(ALL);
      ControlLab.awaitReach(one, two);
      late.enrol(setupKey);
      lab.approveRoutes(late);
      ControlLab.awaitReach(late, one);
      ManagedDevice first = lab.managed(one);
      first.awaitForms();
      assertEquals("applied: ", first.awaitOutcome(first.change(port(9610), 60)));
      long epoch = one.epoch();

      Program pings = Ping.stream(one.machine(), two.machineAddress());
      lab.manager().loseEverything();
      lab.manager().command("restore", file.toString());
      lab.manager().restart();
      one.awaitConnected();
      two.awaitConnected();
      assertEquals(0, Ping.lostOf(pings), "pings lost while the manager was restored");

      // What a gateway is configured to, it tells again; the next change has a number of its own.
      Eventually.holds(
          "the manager knows the port of plant-1",
          Eventually.DEADLINE,
          () -> first.reported().contains("\"port\":9610"),
          first::reported);
      assertEquals("applied: ", first.awaitOutcome(first.change(port(9611), 60)));

      // The first change goes to gateways that are ahead of the manager.
      lab.policy(NOBODY);
      ControlLab.awaitCut(one, two);
      assertTrue(one.epoch() > epoch, () -> one.epoch() + " after " + epoch);
      lab.policy(ALL);
      ControlLab.awaitReach(one, two);

      // The manager does not know the third: it says so, and a new key lets it in again.
      // If it asked while the manager started, it asks again after 30 to 90 s.
      Eventually.holds(
          "plant-3 says what is wrong",
          Duration.ofMinutes(2),
          () -> late.status().contains("no such device"),
          late::status);
      assertFalse(ControlLab.reaches(late, one), "the others were told that it is no member");
      assertEquals(2, lab.devices().size());
      late.enrol(lab.setupKey(true));
      lab.approveRoutes(late);
      ControlLab.awaitReach(late, one);
      assertEquals(3, lab.devices().size());
    }
  }
}
