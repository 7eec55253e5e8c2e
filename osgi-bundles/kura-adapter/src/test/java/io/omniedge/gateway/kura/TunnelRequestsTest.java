package io.omniedge.gateway.kura;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import java.net.NoRouteToHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudNotificationPublisher;
import org.eclipse.kura.cloudconnection.request.RequestHandlerContext;
import org.eclipse.kura.message.KuraPayload;
import org.eclipse.kura.message.KuraResponsePayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cloud may ask, and what it is told. */
class TunnelRequestsTest {
  private static final RequestHandlerContext CONTEXT =
      new RequestHandlerContext(
          (CloudNotificationPublisher)
              java.lang.reflect.Proxy.newProxyInstance(
                  TunnelRequestsTest.class.getClassLoader(),
                  new Class<?>[] {CloudNotificationPublisher.class},
                  (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                  }),
          Map.of());

  private int refreshed;
  private final GatewayTunnel plant =
      new GatewayTunnel() {
        @Override
        public TunnelSnapshot snapshot() {
          return new TunnelSnapshot(
              "plant",
              "omni0",
              TunnelState.UP,
              List.of("peer b is left out: peer a has the same public key"),
              Optional.of("ours="),
              51820,
              Map.of("drop_mac1_invalid", "7"),
              List.of(
                  new PeerSnapshot(
                      "a",
                      "theirs=",
                      Optional.of("192.0.2.1:51820"),
                      List.of("10.0.0.2/32", "192.168.1.0/24"),
                      Optional.of(Instant.ofEpochMilli(1_000)),
                      11,
                      22,
                      25)));
        }

        @Override
        public void refresh() {
          refreshed++;
        }
      };

  private final TunnelRequests requests =
      new TunnelRequests(
          () -> List.of(plant),
          (address, millis) -> {
            if (address.getHostAddress().startsWith("203.")) {
              throw new NoRouteToHostException("no route");
            }
            return address.getHostAddress().equals("10.0.0.2");
          });

  private static KuraMessage at(String... path) {
    return new KuraMessage(new KuraPayload(), Map.of("args", List.of(path)));
  }

  private KuraPayload get(String... path) throws KuraException {
    return requests.doGet(CONTEXT, at(path)).getPayload();
  }

  private KuraPayload exec(String... path) throws KuraException {
    return requests.doExec(CONTEXT, at(path)).getPayload();
  }

  @Test
  void tellsTheStateOfEveryTunnel() throws KuraException {
    KuraPayload answer = get("status");
    assertEquals(200, answer.getMetric(KuraResponsePayload.METRIC_RESPONSE_CODE));
    assertEquals("UP", answer.getMetric("tunnel.plant.state"));
    assertEquals("ours=", answer.getMetric("tunnel.plant.public.key"));
    assertEquals(51820, answer.getMetric("tunnel.plant.listen.port"));
    assertEquals("7", answer.getMetric("tunnel.plant.detail.drop_mac1_invalid"));
    assertTrue(String.valueOf(answer.getMetric("tunnel.plant.problem.1")).contains("left out"));
    assertEquals(answer.metricNames(), get("status", "plant").metricNames());
  }

  @Test
  void tellsThePeersOfATunnel() throws KuraException {
    KuraPayload answer = get("peers", "plant");
    assertEquals("192.0.2.1:51820", answer.getMetric("peer.a.endpoint"));
    assertEquals("10.0.0.2/32, 192.168.1.0/24", answer.getMetric("peer.a.allowed.ips"));
    assertEquals(1_000L, answer.getMetric("peer.a.last.handshake"));
    assertEquals(11L, answer.getMetric("peer.a.received.bytes"));
  }

  @Test
  void appliesTheConfigurationOnceMore() throws KuraException {
    assertEquals(200, exec("reload", "plant").getMetric("response.code"));
    assertEquals(1, refreshed);
  }

  @Test
  void pingsAnAddress() throws KuraException {
    assertEquals(true, exec("ping", "10.0.0.2").getMetric("reachable"));
    assertEquals(false, exec("ping", "10.0.0.3").getMetric("reachable"));
    assertEquals(false, exec("ping", "fd00::1").getMetric("reachable"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plant.example", "10.0.0.999", "203.0.113.1", "a:b:c", "", "1\n2"})
  void refusesToPingWhatIsNoAddressOrCannotBeReached(String address) {
    KuraException refusal = assertThrows(KuraException.class, () -> exec("ping", address));
    assertEquals(KuraErrorCode.BAD_REQUEST, refusal.getCode());
  }

  @Test
  void saysWhatThereIsWhenAskedForSomethingElse() {
    for (String[] path : new String[][] {{}, {"keys"}, {"status", "plant", "x"}, {"peers"}}) {
      KuraException refusal = assertThrows(KuraException.class, () -> get(path));
      assertEquals(KuraErrorCode.NOT_FOUND, refusal.getCode());
    }
    assertEquals(
        KuraErrorCode.NOT_FOUND,
        assertThrows(KuraException.class, () -> exec("reload", "nothing")).getCode());
    assertEquals(
        KuraErrorCode.BAD_REQUEST,
        assertThrows(
                KuraException.class,
                () -> requests.doGet(CONTEXT, new KuraMessage(new KuraPayload())))
            .getCode());
  }

  @Test
  void offersNothingThatChangesConfiguration() {
    assertEquals(
        KuraErrorCode.OPERATION_NOT_SUPPORTED,
        assertThrows(KuraException.class, () -> requests.doPut(CONTEXT, at("status"))).getCode());
  }
}
