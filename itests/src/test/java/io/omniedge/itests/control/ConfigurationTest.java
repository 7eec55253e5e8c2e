package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the manager has a gateway do that it had better not. */
@Tag("netns")
class ConfigurationTest {
  private static final String ALL =
      "{\"rules\":[{\"id\":\"all\",\"between\":[\"address:10.0.0.0/8\"]}]}";

  private static final String MEMBERSHIP = "io.omniedge.gateway.agent.Membership";
  private static final int CONFIRM_SECONDS = 8;

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  @Test
  void changeThatCutsAGatewayOffIsUndoneByItself() {
    try (ControlLab lab = ControlLab.open("undone", 2)) {
      // The file of the membership is to replace what the gateway has, not to come before it.
      lab.plants().forEach(plant -> plant.runtime().awaitOutput("created " + MEMBERSHIP));
      lab.joinAll();
      lab.policy(ALL);
      Plant one = lab.plant1();
      Plant two = lab.plant2();
      ControlLab.awaitReach(one, two);
      ManagedDevice device = lab.managed(one);

      sendsTheWayToTheManagerIntoATunnelToNobody(lab, device);
      doesItOnceMoreAndLosesPower(lab, device);
      switchesTheMembershipOff(lab, device);

      // It still listens, and takes what is right.
      long revision =
          device.configure(
              "{\"io.omniedge.gateway.monitoring.Metrics\":{\"properties\":{\"port\":9600}}}",
              CONFIRM_SECONDS);
      assertEquals("applied: ", device.awaitOutcome(revision));
      Eventually.holds(
          "metrics at the new port",
          () ->
              one.gateway()
                  .attempt("curl", "-sf", "-m", "2", "http://127.0.0.1:9600/metrics")
                  .succeeded());
    }
  }

  /** As when somebody enters the manager's address among those behind a partner's gateway. */
  private static void sendsTheWayToTheManagerIntoATunnelToNobody(
      ControlLab lab, ManagedDevice device) {
    Host gateway = lab.plant1().gateway();
    Program pings = Ping.stream(lab.plant1().machine(), lab.plant2().machineAddress());
    long revision = wantPartner(device);
    Eventually.holds("it is cut off", () -> !Ping.answers(gateway, ControlLab.MANAGER));
    String outcome = device.awaitOutcome(revision);
    assertTrue(outcome.startsWith("reverted: the manager could not be reached"), outcome);
    assertFalse(gateway.attempt("ip", "link", "show", "partner0").succeeded(), "it is still there");
    assertEquals(0, Ping.lostOf(pings), "pings lost by a change that does not touch them");
    ControlLab.awaitReach(lab.plant2(), lab.plant1());
  }

  private static long wantPartner(ManagedDevice device) {
    return device.configure(
        "{\"partner\":{\"factory\":\"io.omniedge.transport.Tunnel\",\"properties\":{"
            + "\"interfaceName\":\"partner0\",\"address\":\"172.31.0.2/24\","
            + "\"listenPort\":51999}},"
            + "\"partner-peer\":{\"factory\":\"io.omniedge.transport.Peer\",\"properties\":{"
            + "\"Tunnel.target\":\"(kura.service.pid=partner)\",\"publicKey\":\""
            + Keys.generate().publicKey()
            + "\",\"endpoint\":\"198.51.100.99:51820\",\"allowedIPs\":\""
            + ControlLab.MANAGER
            + "/32\"}}}",
        CONFIRM_SECONDS);
  }

  private static void doesItOnceMoreAndLosesPower(ControlLab lab, ManagedDevice device) {
    Plant plant = lab.plant1();
    long revision = wantPartner(device);
    Eventually.holds("it is cut off", () -> !Ping.answers(plant.gateway(), ControlLab.MANAGER));
    plant.powerCut();
    String outcome = device.awaitOutcome(revision);
    assertTrue(outcome.startsWith("reverted: "), outcome);
    ControlLab.awaitReach(lab.plant2(), plant);
  }

  private static void switchesTheMembershipOff(ControlLab lab, ManagedDevice device) {
    Plant plant = lab.plant1();
    long revision =
        device.configure(
            "{\"" + MEMBERSHIP + "\":{\"properties\":{\"enabled\":false}}}", CONFIRM_SECONDS);
    plant.await(
        "the end of the tunnel",
        () -> !plant.gateway().attempt("ip", "link", "show", Plant.DEVICE).succeeded());
    String outcome = device.awaitOutcome(revision);
    assertTrue(outcome.startsWith("reverted: "), outcome);
    plant.awaitConnected();
    ControlLab.awaitReach(lab.plant2(), plant);
  }
}
