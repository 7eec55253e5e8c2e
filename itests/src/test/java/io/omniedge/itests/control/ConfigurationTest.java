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
  private static final String METRICS = "io.omniedge.gateway.monitoring.Metrics";
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
      long revision = device.configure(port("9600"), CONFIRM_SECONDS);
      assertEquals("applied: ", device.awaitOutcome(revision));
      awaitMetrics(one, 9600);
    }
  }

  @Test
  void whatWasRefusedOrTakenBackIsNeverSentAgain() {
    try (ControlLab lab = ControlLab.open("poison", 1)) {
      Plant plant = lab.plant1();
      plant.runtime().awaitOutput("created " + MEMBERSHIP);
      lab.joinAll();
      ManagedDevice device = lab.managed(plant);
      device.awaitForms();

      ManagerHost.Answer impossible = device.tryToChange(422, port("99999"), CONFIRM_SECONDS);
      assertEquals("components." + METRICS + ".properties.port", impossible.text("field"));
      assertTrue(impossible.text("detail").contains("\"99999\""), impossible.body());
      ManagerHost.Answer text = device.tryToChange(422, port("\"9601\""), CONFIRM_SECONDS);
      assertTrue(text.text("detail").contains("a whole number"), text.body());

      long good = device.change(port("9601"), CONFIRM_SECONDS);
      assertEquals("applied: ", device.awaitOutcome(good));
      awaitMetrics(plant, 9601);

      // Only the gateway knows that this name is taken.
      long refused =
          device.change(
              "{\"io.omniedge.transport.Peer\":{\"factory\":\"io.omniedge.transport.Tunnel\","
                  + "\"properties\":{\"interfaceName\":\"taken0\",\"address\":\"172.31.1.2/24\"}}}",
              CONFIRM_SECONDS);
      String why = device.awaitOutcome(refused);
      assertTrue(why.startsWith("refused: "), why);
      assertEquals(why, device.outcome(refused));
      assertFalse(device.desired().contains("taken0"), device.desired());

      long next = device.change(port("9602"), CONFIRM_SECONDS);
      assertEquals("applied: ", device.awaitOutcome(next));
      awaitMetrics(plant, 9602);
      assertEquals("undone-revision", device.tryToRollback(409, refused).text("code"));

      long cut = device.change(partner(), CONFIRM_SECONDS);
      Eventually.holds("it is cut off", () -> !Ping.answers(plant.gateway(), ControlLab.MANAGER));
      // Made while nobody can know what becomes of the one before, which is in it.
      long onTop = device.change(port("9603"), CONFIRM_SECONDS);
      String fallen = device.awaitOutcome(onTop);
      assertTrue(fallen.startsWith("refused: it was made before the manager knew"), fallen);
      assertTrue(device.outcome(cut).startsWith("reverted: "), device.outcome(cut));

      long after = device.change(port("9604"), CONFIRM_SECONDS);
      assertEquals("applied: ", device.awaitOutcome(after));
      awaitMetrics(plant, 9604);
      assertFalse(
          plant.gateway().attempt("ip", "link", "show", "partner0").succeeded(), "it came again");

      long back = device.rollback(good);
      assertEquals("applied: ", device.awaitOutcome(back));
      awaitMetrics(plant, 9601);
      assertEquals("applied: ", device.outcome(good));
    }
  }

  private static String port(String value) {
    return "{\"" + METRICS + "\":{\"properties\":{\"port\":" + value + "}}}";
  }

  private static void awaitMetrics(Plant plant, int port) {
    Eventually.holds(
        "metrics at port " + port,
        () ->
            plant
                .gateway()
                .attempt("curl", "-sf", "-m", "2", "http://127.0.0.1:" + port + "/metrics")
                .succeeded());
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
    return device.configure(partner(), CONFIRM_SECONDS);
  }

  /** A tunnel to nobody, with the way to the manager in it. */
  private static String partner() {
    return "{\"partner\":{\"factory\":\"io.omniedge.transport.Tunnel\",\"properties\":{"
        + "\"interfaceName\":\"partner0\",\"address\":\"172.31.0.2/24\","
        + "\"listenPort\":51999}},"
        + "\"partner-peer\":{\"factory\":\"io.omniedge.transport.Peer\",\"properties\":{"
        + "\"Tunnel.target\":\"(kura.service.pid=partner)\",\"publicKey\":\""
        + Keys.generate().publicKey()
        + "\",\"endpoint\":\"198.51.100.99:51820\",\"allowedIPs\":\""
        + ControlLab.MANAGER
        + "/32\"}}}";
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
