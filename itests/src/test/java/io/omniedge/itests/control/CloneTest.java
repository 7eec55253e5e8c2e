package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk of a gateway in two boxes. */
@Tag("netns")
class CloneTest {
  private static final String ALL =
      "{\"rules\":[{\"id\":\"all\",\"between\":[\"address:10.0.0.0/8\"]}]}";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  @Test
  void gatewayThatRunsTwiceIsKeptApartUntilSomebodyHasLooked() {
    try (ControlLab lab = ControlLab.open("clone", 2)) {
      lab.joinAll();
      lab.policy(ALL);
      Plant original = lab.plant1();
      Plant other = lab.plant2();
      ControlLab.awaitReach(original, other);
      ManagedDevice device = lab.managed(original);
      assertEquals("active", device.membership());

      Plant copy = lab.copyOf(original, 3);
      long begun = System.nanoTime();
      Eventually.holds(
          "the manager sees two of it",
          Eventually.DEADLINE,
          () -> device.membership().equals("quarantined cloned"),
          () -> original.runtime().output() + copy.runtime().output());
      System.out.printf(
          "FIGURE a clone is kept apart %.1f s after it was switched on%n",
          (System.nanoTime() - begun) / 1e9);
      ControlLab.awaitCut(other, original);
      assertEquals(
          List.of("{\"reason\":\"cloned\"}"),
          lab.audit().stream()
              .filter(entry -> ControlLab.text(entry, "action").equals("device.quarantine"))
              .filter(entry -> ControlLab.text(entry, "actor").equals("manager"))
              .map(entry -> String.valueOf(entry.members().get("details")))
              .toList());
      for (Plant one : List.of(original, copy)) {
        one.await("it says what is wrong", () -> one.status().contains("quarantine"));
      }

      // Somebody finds the other box, switches it off, and approves the right one.
      copy.runtime().kill();
      device.approve();
      ControlLab.awaitReach(original, other);
      assertEquals("active", device.membership());
      JsonObject newest = lab.audit().get(0);
      assertEquals("device.approve", ControlLab.text(newest, "action"));
    }
  }
}
