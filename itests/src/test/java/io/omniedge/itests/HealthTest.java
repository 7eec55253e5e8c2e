package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Ping;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The health of a gateway at the command line. */
@Tag("netns")
class HealthTest {
  private static final String LAUNCHER = GatewayRuntime.launcher().toString();

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has health checks");
  }

  /** Waits until the answer contains this: checks are repeated after two seconds only. */
  private static void awaitHealth(Host host, int status, String line) {
    Command[] last = new Command[1];
    Eventually.holds(
        "status " + status + " with " + line,
        Eventually.DEADLINE,
        () -> {
          last[0] = host.attempt(LAUNCHER, "health");
          return last[0].status() == status && (last[0].out() + last[0].err()).contains(line);
        },
        () -> String.valueOf(last[0]));
  }

  private static GatewayConfig alone() {
    return new GatewayConfig(Keys.generate(), 51820, List.of("10.77.0.1/24"), 1420, List.of());
  }

  @Test
  void isHealthyWithATunnelThatWorks() {
    try (TwoGateways two =
        TwoGateways.plan("healthy").start(GatewayKind.RUNTIME, GatewayKind.OURS)) {
      Host left = two.leftHost();
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      awaitHealth(left, 0, "OK tunnels: all is well\n");
      String all = left.run(LAUNCHER, "health");
      for (String check :
          List.of(
              "clock", "components", "configuration", "disk", "membership", "memory", "tunnels")) {
        assertTrue(all.contains("OK " + check + ": "), all);
      }
      String status = left.run(LAUNCHER, "status");
      assertTrue(
          status.startsWith(
              "tunnel omni0: up, interface omni0, port 51820\n  public key " + two.leftKey()),
          status);
      assertTrue(status.contains("  peer peer1: handshake "), status);
      assertTrue(status.contains("at 192.0.2.2:51820, received "), status);
    }
  }

  @Test
  void warnsOfAPeerThatShouldAnswerAndDoesNot() {
    try (TwoGateways two =
        TwoGateways.plan("silent-peer")
            .keepalive(25)
            .start(GatewayKind.RUNTIME, GatewayKind.OURS)) {
      two.right().program().kill();
      two.leftMeetsRightAnew();
      awaitHealth(two.leftHost(), 0, "WARN tunnels: omni0: peer peer1 has not answered yet");
    }
  }

  @Test
  void failsWhenTheNameOfTheInterfaceIsTaken() {
    try (NetworkLab lab = NetworkLab.open("taken-name")) {
      Host host = lab.host("gateway");
      host.run("ip", "link", "add", "omni0", "type", "veth", "peer", "name", "other");
      GatewayRuntime.configure(host, alone());
      GatewayRuntime.launch(host, List.of()).awaitOutput("^gateway ready");
      awaitHealth(host, 1, "CRITICAL tunnels: omni0: ");
      assertTrue(host.run(LAUNCHER, "status").contains("tunnel omni0: cannot run"));
      host.run("ip", "link", "delete", "omni0");
      awaitHealth(host, 0, "OK tunnels: all is well");
    }
  }

  @Test
  void failsWhenThePortIsInUse() {
    try (NetworkLab lab = NetworkLab.open("taken-port")) {
      Host host = lab.host("gateway");
      GatewayRuntime.configure(host, alone());
      GatewayRuntime.deploy(
          host,
          "io.omniedge.transport.Tunnel-second",
          Map.of(
              "kura.service.pid", "second",
              "interfaceName", "omni1",
              "listenPort", "51820"));
      GatewayRuntime.launch(host, List.of()).awaitOutput("^gateway ready");
      awaitHealth(host, 1, "CRITICAL tunnels: ");
    }
  }

  @Test
  void triesAPortAgainThatARunningTunnelCouldNotGet() {
    try (NetworkLab lab = NetworkLab.open("port-again")) {
      Host host = lab.host("gateway");
      GatewayRuntime.configure(host, alone());
      Map<String, String> second = new TreeMap<>();
      second.put("kura.service.pid", "second");
      second.put("interfaceName", "omni1");
      second.put("listenPort", "51821");
      GatewayRuntime.deploy(host, "io.omniedge.transport.Tunnel-second", second);
      GatewayRuntime.launch(host, List.of()).awaitOutput("^gateway ready");
      awaitHealth(host, 0, "OK tunnels: all is well");
      second.put("listenPort", "51820");
      GatewayRuntime.deploy(host, "io.omniedge.transport.Tunnel-second", second);
      Eventually.holds(
          "the refusal", () -> !host.attempt(LAUNCHER, "health").out().contains("all is well"));
      GatewayRuntime.configure(
          host,
          new GatewayConfig(Keys.generate(), 51822, List.of("10.77.0.1/24"), 1420, List.of()));
      awaitHealth(host, 0, "OK tunnels: all is well");
      assertEquals("51820", host.run("wg", "show", "omni1", "listen-port").strip());
    }
  }

  @Test
  void failsWhenAComponentOrABundleOfOursDoesNotRun() throws IOException {
    try (NetworkLab lab = NetworkLab.open("broken-bundle")) {
      Host host = lab.host("gateway");
      GatewayRuntime.launch(host, List.of()).awaitOutput("^gateway ready");
      awaitHealth(host, 0, "OK components: ");
      bundle(
          host,
          "io.omniedge.lonely",
          "Service-Component",
          "OSGI-INF/lonely.xml",
          """
          <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="lonely">
            <implementation class="java.lang.Object"/>
            <reference name="Friend" interface="org.example.Friend"/>
          </scr:component>
          """);
      awaitHealth(host, 1, "CRITICAL components: component lonely lacks Friend\n");
      bundle(host, "io.omniedge.stranger", "Import-Package", "org.example.nowhere", "");
      awaitHealth(host, 1, "bundle io.omniedge.stranger does not run");
    }
  }

  /** A bundle with this header and, if the header names one, this file; the gateway takes it up. */
  private static void bundle(Host host, String name, String header, String value, String file)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", name);
    headers.putValue(header, value);
    Path jar = host.folder().resolve(name + ".next");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream to = new JarOutputStream(out, manifest)) {
      if (!file.isEmpty()) {
        to.putNextEntry(new JarEntry(value));
        to.write(file.getBytes(StandardCharsets.UTF_8));
      }
    }
    Files.move(
        jar, host.folder().resolve("deploy/" + name + ".jar"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void tellsWhenARestartWouldNotFindTheConfiguration() throws IOException {
    try (NetworkLab lab = NetworkLab.open("broken-snapshot")) {
      Host host = lab.host("gateway");
      GatewayRuntime.configure(host, alone());
      GatewayRuntime.launch(host, List.of()).awaitOutput("omni0 is up");
      awaitHealth(host, 0, "OK configuration: ");
      Path snapshots = host.folder().resolve("snapshots");
      Files.writeString(snapshots.resolve("snapshot_1.xml"), "torn");
      awaitHealth(host, 1, "CRITICAL configuration: no snapshot can be read: ");
      try (Stream<Path> files = Files.list(snapshots)) {
        assertEquals(1, files.count(), "the gateway wrote one meanwhile");
      }
    }
  }

  @Test
  void answersThreeWhenTheGatewayDoesNotRun() {
    try (NetworkLab lab = NetworkLab.open("no-gateway")) {
      assertEquals(3, lab.host("gateway").attempt(LAUNCHER, "health").status());
    }
  }
}
