package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.cloud.Cloud;
import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.osgi.Platform;
import io.omniedge.itests.osgi.PlatformProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a cloud asks through Kura and is told by it, of a gateway that carries traffic. */
@Tag("netns")
@ParameterizedClass
@EnumSource(
    value = Platform.class,
    names = {"KURA_5_6", "KURA_6"})
class CloudTest {
  private static final String NOBODY = "10.77.0.99";

  private final Platform platform;
  private TwoGateways two;
  private Cloud cloud;

  CloudTest(Platform platform) {
    this.platform = platform;
  }

  @BeforeEach
  void start() {
    GatewayProcess.needsOurs("speaks with a cloud");
    two = TwoGateways.plan("cloud").start(this::launch, GatewayKind.OURS);
    cloud = new Cloud(two.leftHost());
    Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
  }

  private Program launch(Host host, GatewayConfig config) {
    GatewayRuntime.deploy(
        host,
        "io.omniedge.gateway.kura.Publisher-report",
        Map.of(
            "kura.service.pid", "report",
            "CloudPublisher.target", "(kura.service.pid=" + Cloud.PUBLISHER + ")",
            "interval", "0"));
    Path bundle = Cloud.bundle(host.folder().resolve("cloud.jar"));
    return PlatformProcess.launch(
        platform, Path.of(System.getProperty("java.home")), host, config, List.of(bundle));
  }

  @AfterEach
  void stop() {
    if (two != null) {
      two.close();
    }
  }

  private void assertAnswer(String answer, String... lines) {
    for (String line : lines) {
      assertTrue(answer.lines().anyMatch(line::equals), line + " is not in\n" + answer);
    }
  }

  @Test
  void answersWhatACloudAsks() {
    assertAnswer(
        cloud.request("GET", "status"),
        "response.code=200",
        "tunnel.omni0.state=UP",
        "tunnel.omni0.interface=omni0",
        "tunnel.omni0.listen.port=" + TwoGateways.PORT,
        "tunnel.omni0.peers=1",
        "tunnel.omni0.public.key=" + two.leftKey());
    String peers = cloud.request("GET", "peers", "omni0");
    assertAnswer(
        peers,
        "response.code=200",
        "peer.peer1.endpoint=192.0.2.2:51820",
        "peer.peer1.public.key=" + two.rightKey());
    assertTrue(peers.contains("peer.peer1.allowed.ips=10.77.0.2/32, fd77:"), peers);
    assertTrue(peers.contains("peer.peer1.last.handshake="), peers);
    assertFalse(peers.contains("peer.peer1.received.bytes=0\n"), peers);
  }

  @Test
  void doesWhatACloudOrders() {
    String answered = cloud.request("EXEC", "ping", TwoGateways.RIGHT_INNER);
    assertAnswer(answered, "response.code=200", "reachable=true");
    assertTrue(answered.contains("milliseconds="), answered);
    assertAnswer(cloud.request("EXEC", "ping", NOBODY), "response.code=200", "reachable=false");
    long handshake = two.left().wg().peer(two.rightKey()).latestHandshake();
    assertAnswer(cloud.request("EXEC", "reload", "omni0"), "response.code=200");
    Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER, 20, 1380);
    assertEquals(handshake, two.left().wg().peer(two.rightKey()).latestHandshake());
  }

  @Test
  void refusesWrongRequestsWithCodeAndReason() {
    assertAnswer(cloud.request("EXEC", "ping", "plant.example"), "response.code=400");
    assertAnswer(cloud.request("EXEC", "ping", "10.0.0.999"), "response.code=400");
    assertAnswer(cloud.request("GET", "keys"), "response.code=404");
    String unknown = cloud.request("GET", "peers", "nothing");
    assertAnswer(unknown, "response.code=404");
    assertTrue(unknown.contains("tunnel nothing"), unknown);
    assertAnswer(cloud.request("EXEC", "reload", "nothing"), "response.code=404");
  }

  @Test
  void publishesEachChangeAndTheNewestStateWhenTheCloudWasAway() {
    cloud.awaitMessage(0, "{tunnel=omni0}", "tunnel.omni0.state=UP", "peer.peer1.last.handshake=");
    int known = cloud.published().size();
    cloud.enable("omni0", false);
    cloud.awaitMessage(known, "tunnel.omni0.state=DISABLED");

    cloud.broken(true);
    known = cloud.published().size();
    cloud.enable("omni0", true);
    two.left().program().awaitOutput("report cannot publish");
    Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
    assertEquals(known, cloud.published().size(), "it is away");
    cloud.broken(false);
    cloud.awaitMessage(known, "tunnel.omni0.state=UP");

    cloud.connected(false);
    known = cloud.published().size();
    cloud.enable("omni0", false);
    two.left().program().awaitOutput("report waits for its cloud publisher");
    cloud.connected(true);
    cloud.awaitMessage(known, "tunnel.omni0.state=DISABLED");
    two.left().program().awaitOutput("report publishes");
  }
}
