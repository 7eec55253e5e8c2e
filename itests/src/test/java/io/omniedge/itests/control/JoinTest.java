package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Ping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Members that are no gateways: a container with the command omniedge, a laptop with WireGuard. */
@Tag("netns")
class JoinTest {
  private static final String FORBIDDEN = "10.1.0.11";

  /** Both may ping one machine of each plant; nobody else there, and nothing but pings. */
  private static final String POLICY =
      "{\"rules\":["
          + "{\"id\":\"guests\",\"from\":[\"device:db-1\",\"device:anna\"],"
          + "\"to\":[\"site:berlin/plc1\",\"site:paris/plc2\"],\"protocol\":\"icmp\"},"
          + "{\"id\":\"gateways\",\"from\":[\"device:db-1\",\"device:plant-1\"],"
          + "\"to\":[\"device:plant-1\",\"device:plant-2\"],\"protocol\":\"icmp\"}]}";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  @Test
  void containerAndLaptopReachWhatThePolicyNamesUntilTheyAreTakenOut() throws IOException {
    try (ControlLab lab = ControlLab.open("join", 2)) {
      lab.joinAll();
      site(lab, "berlin", lab.plant1(), "plc1");
      site(lab, "paris", lab.plant2(), "plc2");
      lab.plant1().machine().address("eth0", FORBIDDEN + "/24");
      Terminal owner = Terminal.ofOwner(lab);

      Host container = lab.outsider("container", 31);
      Terminal member = Terminal.on(container);
      String joined =
          member.run(
              "join",
              lab.setupKey(true),
              "--name",
              "db-1",
              "--endpoint",
              "198.51.100.31:51821",
              "--names-address",
              "127.0.0.77");
      assertTrue(joined.contains("This machine is d-"), joined);
      Path configuration = lab.manager().host().folder().resolve("anna.conf");
      owner.run("export", "anna", "--gateway", "plant-1", "--file", configuration.toString());
      Path policy = lab.manager().host().folder().resolve("policy.json");
      Files.writeString(policy, POLICY);
      owner.run("policy", "apply", policy.toString(), "--yes");

      lab.plants().forEach(JoinTest::serve);
      reachesAPlantByTheNameOfItsSite(container);
      commandsGoThroughTheManager(lab, owner, member);
      Host laptop = lab.outsider("laptop", 32);
      reachesThePlantsThroughTheGateway(laptop, configuration);
      for (Host guest : List.of(container, laptop)) {
        for (Plant plant : lab.plants()) {
          assertFalse(isServed(guest, plant), "only pings are allowed");
        }
      }

      owner.run("device", "revoke", "anna", "--yes");
      Eventually.holds("the laptop is out", () -> !Ping.answers(laptop, "10.1.0.10"));
      assertFalse(Ping.answers(laptop, "10.2.0.10"));
      assertTrue(Ping.answers(container, "10.1.0.10"), "the container is not concerned");
      owner.run("device", "revoke", "db-1", "--yes");
      Eventually.holds("the container is out", () -> !Ping.answers(container, "10.1.0.10"));
      Eventually.holds(
          "it was told so",
          Eventually.DEADLINE,
          () -> member.attempt("status").out().contains("revoked"),
          () -> member.attempt("status").toString());
    }
  }

  private static void site(ControlLab lab, String name, Plant plant, String machine) {
    lab.manager()
        .expect(
            201,
            "POST",
            "/networks/" + lab.network() + "/sites",
            "{\"name\":\""
                + name
                + "\",\"gateway\":\""
                + lab.device(plant)
                + "\",\"prefixes\":[\""
                + plant.prefix()
                + "\"],\"hosts\":{\""
                + machine
                + "\":\""
                + plant.machineAddress()
                + "\"}}");
  }

  private static void reachesAPlantByTheNameOfItsSite(Host container) throws IOException {
    for (String name : List.of("plc1.berlin", "plc2.paris.plants.omniedge")) {
      Eventually.holds(
          "an answer from " + name,
          Eventually.DEADLINE,
          () -> pingByName(container, name).succeeded(),
          () -> pingByName(container, name) + container.attempt("wg", "show").out());
    }
    Command wrong = pingByName(container, "plc3.berlin.plants.omniedge.");
    assertTrue(
        wrong.err().contains("not known") || wrong.err().contains("No address"), wrong.err());
    assertFalse(Ping.answers(container, FORBIDDEN), "not in the policy");
  }

  /** Asks the resolver of the member, as whoever writes its address into resolv.conf. */
  private static Command pingByName(Host host, String name) {
    return host.attempt(
        "sh",
        "-c",
        "printf 'nameserver 127.0.0.77\\nsearch plants.omniedge\\n' >\"$0\""
            + " && mount --bind \"$0\" /etc/resolv.conf && exec ping -n -c 1 -W 1 \"$1\"",
        host.folder().resolve("resolv.conf").toString(),
        name);
  }

  /** A web server on every machine: what does not reach it was not let through. */
  private static void serve(Plant plant) {
    Host machine = plant.machine();
    machine
        .start(
            "web",
            Path.of(System.getProperty("java.home"), "bin", "jwebserver").toString(),
            "-b",
            "0.0.0.0",
            "-p",
            "8080",
            "-d",
            machine.folder().toString())
        .awaitOutput("Serving");
    assertTrue(isServed(plant.gateway(), plant), "the gateway is beside it");
  }

  private static boolean isServed(Host from, Plant plant) {
    String url = "http://" + plant.machineAddress() + ":8080/";
    return from.attempt("curl", "-sS", "-m", "3", url).succeeded();
  }

  private static void commandsGoThroughTheManager(ControlLab lab, Terminal owner, Terminal member) {
    String here = member.run("ping", "plant-1");
    assertTrue(here.contains(" ms"), here);
    String there = owner.run("ping", "plant-2", "--from", "plant-1");
    assertTrue(there.contains(" ms"), there);
    Command stranger = owner.attempt("ping", "anna", "--from", "plant-2");
    assertFalse(stranger.succeeded(), stranger.out());

    ManagedDevice gateway = lab.managed(lab.plant2());
    String metrics = "metrics at http";
    assertEquals(1, count(lab.plant2(), metrics));
    String restarted =
        gateway.command("restart", "{\"component\":\"io.omniedge.gateway.monitoring.Metrics\"}");
    assertTrue(restarted.startsWith("done: "), restarted);
    Eventually.holds("the component runs again", () -> count(lab.plant2(), metrics) == 2);
    String wrong = gateway.command("restart", "{\"component\":\"no.such\"}");
    assertTrue(wrong.startsWith("failed: no component"), wrong);
  }

  private static int count(Plant plant, String text) {
    return plant.runtime().output().split(Pattern.quote(text), -1).length - 1;
  }

  private static void reachesThePlantsThroughTheGateway(Host laptop, Path configuration)
      throws IOException {
    Path own = laptop.folder().resolve("omni.conf");
    Files.copy(configuration, own);
    GatewayProcess.launchOurs(laptop, own, List.of());
    Ping.awaitAnswer(laptop, "10.1.0.10");
    Ping.awaitAnswer(laptop, "10.2.0.10");
    assertFalse(Ping.answers(laptop, FORBIDDEN), "not in the policy");
  }
}
