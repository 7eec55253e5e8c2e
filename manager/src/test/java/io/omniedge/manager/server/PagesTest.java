package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.message.Leaf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does on a page reaches a device over MQTT, and what it says reaches the page. */
class PagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void approvesAndConfiguresADeviceThatIsConnected() throws ProtocolException {
    try (RunningManager running = RunningManager.start(folder, new ManualClock())) {
      String network = running.network("plant");
      String key = running.setupKey(network, "");
      try (SimulatedDevice device = running.device(key, "hall-1").enrol().connect()) {
        assertShows(running.owner, "/approvals", "hall-1");
        assertDone(
            running.owner.submit("/approvals/" + device.id(), "name=hall-one&tags=north+line"));
        NetworkMap map = device.awaitMap(next -> next.membership() == Membership.ACTIVE);
        assertEquals("hall-one", map.name());
        assertShows(running.owner, "/devices", ">online<");

        publish(
            device,
            Leaf.FORMS,
            "{'version': 1, 'forms': {'io.omniedge.transport': {'name': 'Tunnel', 'factory': false,"
                + " 'attributes': [{'id': 'mtu', 'name': 'MTU', 'type': 'integer',"
                + " 'cardinality': 0, 'required': true}]}}}");
        publish(
            device,
            Leaf.REPORTED,
            "{'revision': 0, 'outcome': 'none', 'components': {'io.omniedge.transport':"
                + " {'properties': {'mtu': 1420}}}}");
        String form = "/devices/" + device.id() + "/configuration/io.omniedge.transport";
        assertShows(running.owner, form, "value=\"1420\"");
        assertDone(running.owner.submit(form, "revision=0&p.mtu=1300"));
        assertEquals("{\"mtu\":1300}", wanted(device, 2));
        assertDone(running.owner.submit("/devices/" + device.id() + "/rollback", "revision=1"));
        assertEquals("{\"mtu\":1420}", wanted(device, 3));
      }
    }
  }

  private static void publish(SimulatedDevice device, Leaf leaf, String document) {
    Mqtt5PublishResult _ =
        device.publish(
            device.topic(leaf).toString(),
            document.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
            true);
  }

  private static String wanted(SimulatedDevice device, long revision) throws ProtocolException {
    DesiredConfiguration desired =
        DesiredConfiguration.verified(device.await(Leaf.DESIRED), device.answer().managerKey());
    assertEquals(revision, desired.revision());
    return Objects.requireNonNull(desired.components().get("io.omniedge.transport"))
        .properties()
        .toJson();
  }

  private static void assertDone(Api.Reply reply) {
    assertEquals(303, reply.status(), reply.toString());
  }

  /** What a device sent is on the page a moment later: asks until it is. */
  private static void assertShows(Api owner, String path, String text) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    Api.Reply reply = owner.page(path);
    while (!reply.response().body().contains(text) && System.nanoTime() - deadlineNanos < 0) {
      reply = owner.page(path);
    }
    assertTrue(reply.response().body().contains(text), text + " is not on " + reply);
  }
}
