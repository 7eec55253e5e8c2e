package io.omniedge.pdm.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.Eventually;
import io.omniedge.pdm.store.Message;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The component over a restart, with a publisher that confirms when it is told to. */
class OutletRestartTest {
  @TempDir private Path folder = Path.of("");
  private final List<KuraMessage> published = Collections.synchronizedList(new ArrayList<>());
  private final Ledger ledger = new Ledger();
  private @Nullable CloudDeliveryListener listener;

  private OutletComponent start(Map<String, Object> form) throws IOException {
    OutletComponent outlet = new OutletComponent(Contexts.of(folder), form);
    assertEquals(List.of(), outlet.problems());
    return outlet;
  }

  private CloudPublisher publisher() {
    return (CloudPublisher)
        Proxy.newProxyInstance(
            OutletRestartTest.class.getClassLoader(),
            new Class<?>[] {CloudPublisher.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "publish" -> {
                    published.add((KuraMessage) arguments[0]);
                    yield "id-" + published.size();
                  }
                  case "registerCloudDeliveryListener" -> {
                    listener = (CloudDeliveryListener) arguments[0];
                    yield null;
                  }
                  case "unregisterCloudDeliveryListener" -> {
                    assertEquals(listener, arguments[0]);
                    listener = null;
                    yield null;
                  }
                  default -> throw new AssertionError(method.getName());
                });
  }

  private void offer(OutletComponent outlet, PriorityClass priority, String text) {
    outlet
        .outlet()
        .offer(new Message(priority, "health-report", "a", true, text.getBytes(UTF_8), 1, ledger));
  }

  private static String body(KuraMessage message) {
    return new String(message.getPayload().getBody(), UTF_8);
  }

  @Test
  void whatWasNotConfirmedLeavesAgainAfterARestartWithTheSameNumber() throws Exception {
    OutletComponent outlet = start(Map.of("kura.service.pid", "plant/cloud"));
    CloudPublisher cloud = publisher();
    outlet.bindCloudPublisher(cloud);
    offer(outlet, PriorityClass.P1, "alarm");
    offer(outlet, PriorityClass.P2, "report");
    Eventually.holds("both are handed over", () -> published.size() == 2);
    CloudDeliveryListener confirms = listener;
    if (confirms == null) {
      throw new AssertionError("nobody listens");
    }
    Eventually.holds(
        "the alarm is confirmed",
        () -> {
          confirms.onMessageConfirmed("id-1");
          return outlet.outlet().sentMessages() == 1;
        });
    outlet.unbindCloudPublisher(cloud);
    assertEquals(null, listener);
    outlet.deactivate();
    assertTrue(Files.isDirectory(folder.resolve("pdm/store-plant_cloud")));

    OutletComponent again = start(Map.of("kura.service.pid", "plant/cloud"));
    assertTrue(again.status().contains("1 messages were there at the start"), again.status());
    again.bindCloudPublisher(cloud);
    Eventually.holds("the report comes again", () -> published.size() == 3);
    again.deactivate();
    assertEquals(
        List.of("alarm", "report", "report"), published.stream().map(m -> body(m)).toList());
    Map<String, Object> first = published.get(1).getPayload().metrics();
    Map<String, Object> second = published.get(2).getPayload().metrics();
    assertEquals(first.get("epoch"), second.get("epoch"));
    assertEquals(2L, second.get("sequence"));
    assertEquals(false, second.get("historical"));
    assertEquals(
        published.get(1).getPayload().getTimestamp(), published.get(2).getPayload().getTimestamp());
  }

  @Test
  void withoutAStoreARestartForgets() throws Exception {
    OutletComponent outlet = start(Map.of("storeMegabytes", 0));
    offer(outlet, PriorityClass.P1, "alarm");
    outlet.deactivate();
    OutletComponent again = start(Map.of("storeMegabytes", 0));
    assertTrue(again.status().contains("0 messages were there at the start"), again.status());
    again.deactivate();
  }

  @Test
  void aReportHasItsFiguresAndItsSignatureBesideItAndMayBeCbor() throws Exception {
    OutletComponent outlet = start(Map.of());
    outlet.bindSigner(new FakeReportChannel());
    outlet.bindCloudPublisher(publisher());
    byte[] report =
        """
        {"identity":{"asset":"pump-7","point":"drive-end"},"level":"ALERT","sequence":12,
        "severity":{"zone":"C","velocityRmsMmPerS":2.93}}
        """
            .getBytes(UTF_8);
    outlet
        .outlet()
        .offer(new Message(PriorityClass.P1, "pdm-report", "a", true, report, 1, ledger));
    Eventually.holds("the report", () -> published.size() == 1);
    Map<String, Object> metrics = published.get(0).getPayload().metrics();
    assertEquals("pump-7", metrics.get("asset"));
    assertEquals("drive-end", metrics.get("point"));
    assertEquals("ALERT", metrics.get("level"));
    assertEquals("C", metrics.get("zone"));
    assertEquals(2.93, metrics.get("velocity.rms.mm.s"));
    assertEquals(12L, metrics.get("report.sequence"));
    assertEquals("header..signature", metrics.get("signature"));
    assertEquals("application/json", metrics.get("content.type"));
    outlet.modified(Map.of("format", "cbor"));
    outlet
        .outlet()
        .offer(new Message(PriorityClass.P1, "pdm-report", "b", true, report, 1, ledger));
    Eventually.holds("the report in CBOR", () -> published.size() == 2);
    assertEquals("application/cbor", published.get(1).getPayload().getMetric("content.type"));
    byte[] cbor = Objects.requireNonNull(published.get(1).getPayload().getBody());
    assertEquals((byte) 0xa4, cbor[0], "a map of four");
    outlet.deactivate();
  }

  @Test
  void wrongSettingsAreNamed() throws Exception {
    OutletComponent outlet = start(Map.of());
    outlet.modified(Map.of("order", "newest", "storeDownTo", "P9", "storeMegabytes", -1));
    assertEquals(
        List.of(
            "storeMegabytes \"-1\": the number is out of range (0 to 1000000)",
            "storeDownTo \"P9\": none of [p0, p1, p2, p3, p4]",
            "order \"newest\": none of [live_first, backlog_first]"),
        outlet.problems());
    outlet.deactivate();
  }
}
