package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.json.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a policy whose tests name a device that is revoked. */
final class RevokedInPolicyTest {
  private static final String POLICY =
      "{'rules': [{'id': 'r', 'from': ['any'], 'to': ['any'], 'protocol': 'icmp'}], 'tests': ["
          + "{'from': 'device:a', 'to': 'device:c', 'protocol': 'icmp', 'expect': 'allow'},"
          + "{'from': 'device:a', 'to': 'device:b', 'protocol': 'icmp', 'expect': 'allow'},"
          + "{'from': 'device:a', 'to': 'service:web', 'expect': 'deny'}],"
          + " 'services': {'web': {'at': 'device:b', 'protocol': 'tcp', 'ports': ['80']}}}";

  @TempDir private static Path folder;
  private static RunningManager manager;
  private static Api owner;

  private String path = "";
  private String b = "";

  @BeforeAll
  static void start() {
    manager = RunningManager.start(folder.resolve("data"), new ManualClock());
    owner = manager.owner;
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  @BeforeEach
  void putPolicy(TestInfo test) {
    String network = manager.network("n" + Integer.toHexString(test.getDisplayName().hashCode()));
    path = "/networks/" + network + "/policy";
    String key = manager.setupKey(network, ", 'autoApprove': true, 'maxUses': 0");
    SimulatedDevice _ = manager.device(key, "a").enrol();
    b = manager.device(key, "b").enrol().id();
    SimulatedDevice _ = manager.device(key, "c").enrol();
    owner.put(path, document(POLICY)).expect(200);
  }

  private static JsonObject document(String text) {
    return JsonObject.builder().put("document", text.replace('\'', '"')).build();
  }

  @Test
  void revokingTellsWhichTestsNameTheDevice() {
    assertEquals(
        "[\"tests[1] device:a -> device:b icmp\",\"tests[2] device:a -> service:web\"]",
        owner.post("/devices/" + b + "/revoke").expect(200).text("policyTests"));
  }

  @Test
  void policyThatIsPutAgainIsToldWhichTestNamesARevokedDevice() {
    owner.post("/devices/" + b + "/revoke").expect(200);
    Api.Reply reply = owner.put(path, document(POLICY)).expect(422);
    assertEquals("policy-test-failed", reply.text("code"));
    assertEquals("tests[1]", reply.text("field"));
    assertTrue(
        reply.text("detail").contains("tests[1] device:a -> device:b icmp: device:b is revoked"),
        reply.toString());
    Api.Reply check = owner.post(path + "/check", document(POLICY)).expect(200);
    assertEquals("false", check.text("passed"));
    assertEquals(2, check.text("tests").split("device:b is revoked", -1).length - 1);
  }

  @Test
  void revisionIsLookedAtBeforeTheTests() {
    owner.post("/devices/" + b + "/revoke").expect(200);
    owner.put(path, document(POLICY), "If-Match", "\"1\"").expect(422);
    Api.Reply reply = owner.put(path, document(POLICY), "If-Match", "\"0\"").expect(412);
    assertEquals("If-Match", reply.text("field"));
    owner.put(path, document("no document"), "If-Match", "\"0\"").expect(412);
  }
}
