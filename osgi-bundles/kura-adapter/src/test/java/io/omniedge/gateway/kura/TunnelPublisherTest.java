package io.omniedge.gateway.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.omniedge.gateway.api.compliance.Clearance;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is published when, and what becomes of it while the cloud is away. */
class TunnelPublisherTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  /** A tunnel whose state the test sets. */
  private static final class Tunnel implements GatewayTunnel {
    private final String id;
    private TunnelState state = TunnelState.UP;
    private long bytes;
    private @Nullable Instant handshake;

    Tunnel(String id) {
      this.id = id;
    }

    @Override
    public TunnelSnapshot snapshot() {
      PeerSnapshot peer =
          new PeerSnapshot(
              "office",
              "theirs=",
              Optional.empty(),
              List.of("10.0.0.2/32"),
              Optional.ofNullable(handshake),
              bytes,
              0,
              25);
      return new TunnelSnapshot(
          id,
          "omni0",
          state,
          List.of(),
          Optional.of("ours="),
          51820,
          Map.of("inbound_packets", "" + bytes),
          List.of(peer));
    }

    @Override
    public void refresh() {}
  }

  /** A cloud that remembers, and fails when it is told to. */
  private static final class Cloud implements CloudPublisher {
    final List<KuraMessage> messages = new ArrayList<>();
    @Nullable RuntimeException bug;
    boolean away;
    int tries;

    @Override
    public @Nullable String publish(KuraMessage message) throws KuraException {
      tries++;
      if (bug != null) {
        throw bug;
      }
      if (away) {
        throw new KuraException(KuraErrorCode.NOT_CONNECTED);
      }
      messages.add(message);
      return null;
    }

    @Override
    public void registerCloudConnectionListener(CloudConnectionListener listener) {}

    @Override
    public void unregisterCloudConnectionListener(CloudConnectionListener listener) {}

    @Override
    public void registerCloudDeliveryListener(CloudDeliveryListener listener) {}

    @Override
    public void unregisterCloudDeliveryListener(CloudDeliveryListener listener) {}
  }

  private final Tunnel plant = new Tunnel("plant");
  private final List<Tunnel> tunnels = new ArrayList<>(List.of(plant));
  private final Cloud cloud = new Cloud();
  private final TunnelPublisher publisher =
      new TunnelPublisher(() -> tunnels, InstantSource.fixed(NOW));

  TunnelPublisherTest() {
    publisher.configure("report", 60);
    publisher.through(cloud);
  }

  private List<Object> published(long second) {
    cloud.messages.clear();
    publisher.publishDue(second * SECOND);
    return cloud.messages.stream()
        .map(
            message ->
                message.getProperties().get("tunnel")
                    + "="
                    + message
                        .getPayload()
                        .getMetric("tunnel." + message.getProperties().get("tunnel") + ".state"))
        .map(Object.class::cast)
        .toList();
  }

  @Test
  void tellsATunnelWithItsPeersUnderTheNamesOfTheAnswers() {
    assertEquals(List.of("plant=UP"), published(0));
    KuraMessage message = cloud.messages.get(0);
    assertEquals(Map.of("tunnel", "plant"), message.getProperties());
    assertEquals(Date.from(NOW), message.getPayload().getTimestamp());
    assertEquals(51820, message.getPayload().getMetric("tunnel.plant.listen.port"));
    assertEquals("theirs=", message.getPayload().getMetric("peer.office.public.key"));
  }

  @Test
  void tellsAChangeAtOnceAndTheSameAfterTheInterval() {
    assertEquals(List.of("plant=UP"), published(0));
    assertEquals(List.of(), published(1));
    plant.state = TunnelState.FAILED;
    assertEquals(List.of("plant=FAILED"), published(2));
    assertEquals(List.of(), published(61));
    assertEquals(List.of("plant=FAILED"), published(62));
  }

  @Test
  void takesTrafficForNoChangeAndTheFirstHandshakeForOne() {
    assertEquals(List.of("plant=UP"), published(0));
    plant.bytes = 1000;
    assertEquals(List.of(), published(1));
    plant.handshake = NOW;
    assertEquals(List.of("plant=UP"), published(2));
    plant.handshake = NOW.plusSeconds(120);
    assertEquals(List.of(), published(3));
  }

  @Test
  void tellsChangesOnlyWithoutAnInterval() {
    publisher.configure("report", 0);
    assertEquals(List.of("plant=UP"), published(0));
    assertEquals(List.of(), published(100_000));
  }

  @Test
  void tellsOfATunnelThatComesAndOneThatGoes() {
    assertEquals(List.of("plant=UP"), published(0));
    tunnels.add(new Tunnel("office"));
    assertEquals(List.of("office=UP"), published(1));
    tunnels.remove(plant);
    assertEquals(List.of("plant=REMOVED"), published(2));
    assertEquals(List.of(), published(3));
  }

  @Test
  void tellsTheNewestStateWhenAFailingCloudIsBackAndDoesNotHammerIt() {
    assertEquals(List.of("plant=UP"), published(0));
    cloud.away = true;
    plant.state = TunnelState.FAILED;
    for (int second = 1; second <= 20; second++) {
      assertEquals(List.of(), published(second));
    }
    assertEquals(1 + 4, cloud.tries, "one try in five seconds");
    plant.state = TunnelState.STARTING;
    assertEquals(List.of(), published(21));
    cloud.away = false;
    assertEquals(List.of("plant=STARTING"), published(26));
  }

  @Test
  void survivesACloudThatThrowsWhatItShouldNot() {
    cloud.bug = new IllegalStateException("a bug of theirs");
    assertEquals(List.of(), published(0));
    cloud.bug = null;
    assertEquals(List.of("plant=UP"), published(5));
  }

  @Test
  void tellsANewPublisherEverything() {
    assertEquals(List.of("plant=UP"), published(0));
    publisher.through(null);
    assertEquals(List.of(), published(1));
    publisher.through(cloud);
    assertEquals(List.of("plant=UP"), published(2));
  }

  @Test
  void whatComplianceBlocksIsNotPublishedUntilItChanges() {
    List<String> asked = new ArrayList<>();
    publisher.past(
        departure -> {
          asked.add(departure.toString());
          return Clearance.blocked("it names a plant");
        });
    assertEquals(List.of(), published(0));
    assertEquals(List.of(), published(1));
    assertEquals(1, asked.size(), "it does not ask about the same each second");
    assertTrue(asked.get(0).startsWith("tunnels tunnel-state to CLOUD {"), asked.get(0));
    publisher.past(null);
    plant.state = TunnelState.FAILED;
    assertEquals(List.of("plant=FAILED"), published(2));
  }

  @Test
  void whatComplianceTransformsIsPublishedTransformed() {
    publisher.past(
        departure ->
            Clearance.as(
                new String(departure.data(), StandardCharsets.UTF_8)
                    .replace("ours=", "***")
                    .getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of("plant=UP"), published(0));
    KuraMessage message = cloud.messages.get(0);
    assertEquals("***", message.getPayload().getMetric("tunnel.plant.public.key"));
    assertEquals(51820, message.getPayload().getMetric("tunnel.plant.listen.port"));
    assertEquals(0L, message.getPayload().getMetric("peer.office.sent.bytes"));
    assertEquals(Map.of("tunnel", "plant"), message.getProperties());
    assertEquals(Date.from(NOW), message.getPayload().getTimestamp());
  }

  @Test
  void whatIsNoMetricsIsNotPublished() {
    publisher.past(departure -> Clearance.as("[]".getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of(), published(0));
  }

  @Test
  void tellsNoSecretAndNoMetricThatCannotTravel() {
    assertEquals(List.of("plant=UP"), published(0));
    Map<String, Object> metrics = cloud.messages.get(0).getPayload().metrics();
    assertFalse(metrics.isEmpty());
    metrics.forEach(
        (metric, value) ->
            assertTrue(
                value instanceof String || value instanceof Integer || value instanceof Long,
                metric));
    assertTrue(metrics.keySet().stream().noneMatch(metric -> metric.contains("private")));
  }
}
