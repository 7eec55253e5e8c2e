package io.omniedge.manager.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.enrol.RenewalRequest;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How devices get in, and how they do not. */
final class EnrolmentTest {
  @TempDir private static Path folder;
  private static RunningManager manager;
  private static String network;

  @BeforeAll
  static void start() {
    manager = RunningManager.start(folder.resolve("data"), new ManualClock());
    network = manager.network("plants");
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  /** So that refusals of one test do not limit the next. */
  @BeforeEach
  void waitALittle() {
    manager.clock.advance(Duration.ofMinutes(2));
  }

  private static String key(String members) {
    return manager.setupKey(network, members);
  }

  private static long uses(String name) {
    return manager.owner.get("/networks/" + network + "/setup-keys?limit=1000").items().stream()
        .filter(key -> key.toJson().contains(name))
        .mapToLong(key -> Long.parseLong(key.find("uses").orElseThrow().toJson()))
        .sum();
  }

  @Test
  void oneTimeKeyLetsInOneOfManyAtOnce() throws Exception {
    String key = key(", 'maxUses': 1, 'tags': ['race']");
    List<SimulatedDevice> devices =
        IntStream.range(0, 8).mapToObj(i -> manager.device(key, "race-" + i)).toList();
    List<Callable<Integer>> attempts =
        devices.stream().<Callable<Integer>>map(d -> () -> d.tryToEnrol().status()).toList();
    try (ExecutorService together = Executors.newFixedThreadPool(8)) {
      int in = 0;
      for (Future<Integer> attempt : together.invokeAll(attempts)) {
        in += attempt.get() == 200 ? 1 : 0;
      }
      assertEquals(1, in);
      assertEquals(1, uses("race"));
    }
  }

  @Test
  void sameIdentityEnrollingTwiceIsOneDevice() {
    SimulatedDevice device = manager.device(key(", 'tags': ['twice']"), "twice").enrol();
    String id = device.id();
    assertEquals(id, device.enrol().id());
    assertEquals(1, uses("twice"));
    manager.clock.advance(Duration.ofHours(1));
    assertEquals(id, device.enrol().id(), "also when the key is used up");
  }

  @Test
  void replayedRequestIsRefused() {
    SimulatedDevice device = manager.device(key(", 'maxUses': 0"), "replayed");
    String request = device.enrolmentRequest(device.challenge());
    device.send("/enrolment", request).expect(200);
    assertEquals("challenge-unknown", device.send("/enrolment", request).expect(409).text("code"));
  }

  @Test
  void oldOrInventedChallengeIsRefused() {
    SimulatedDevice device = manager.device(key(""), "late");
    String request = device.enrolmentRequest(device.challenge());
    manager.clock.advance(Duration.ofMinutes(6));
    assertEquals("challenge-unknown", device.send("/enrolment", request).expect(409).text("code"));
    assertEquals(
        "challenge-unknown",
        device.send("/enrolment", device.enrolmentRequest("invented")).expect(409).text("code"));
  }

  @Test
  void forgedSignatureIsRefused() {
    SimulatedDevice device = manager.device(key(""), "forged");
    SimulatedDevice other = manager.device(key(""), "other");
    EnrolmentRequest request =
        new EnrolmentRequest(
            device.challenge(),
            device.secret,
            device.identity.verifyKey(),
            device.wireguardKey,
            device.certificateRequest(),
            "forged",
            Optional.empty(),
            1,
            List.of(),
            List.of(),
            false);
    assertEquals(
        "signature-invalid",
        device.send("/enrolment", request.signed(other.identity)).expect(403).text("code"));
    assertEquals(403, device.send("/enrolment", "a.b.c").status());
  }

  @Test
  void keyThatIsUnknownExpiredRevokedUsedUpOrFromElsewhereIsRefused() {
    long soon = manager.clock.millis() / 1000 + 60;
    String expiring = key(", 'expiresAt': " + soon);
    String foreign = key(", 'sources': ['203.0.113.0/24']");
    String usedUp = key(", 'maxUses': 1");
    manager.device(usedUp, "used").enrol();
    manager.clock.advance(Duration.ofMinutes(2));
    assertEquals("setup-key-expired", refusal(expiring));
    assertEquals("setup-key-source", refusal(foreign));
    assertEquals("setup-key-used-up", refusal(usedUp));
    String revoked = key(", 'tags': ['revoked']");
    String id =
        manager.owner.get("/networks/" + network + "/setup-keys?limit=1000").items().stream()
            .filter(key -> key.toJson().contains("[\"revoked\"]"))
            .map(key -> key.find("id").orElseThrow().toJson().replace("\"", ""))
            .findFirst()
            .orElseThrow();
    manager.owner.delete("/setup-keys/" + id).expect(204);
    assertEquals("setup-key-revoked", refusal(revoked));
    assertEquals("setup-key-unknown", refusal(""));
  }

  private static String refusal(String key) {
    return manager.device(key, "refused").tryToEnrol().expect(403).text("code");
  }

  @Test
  void whoIsRefusedTooOftenHasToWait() {
    SimulatedDevice device = manager.device("", "guessing");
    Api.Reply last = device.tryToEnrol();
    for (int i = 0; i < 12 && last.status() != 429; i++) {
      last = device.tryToEnrol();
    }
    assertEquals("rate-limited", last.expect(429).text("code"));
    long wait = Long.parseLong(last.response().headers().firstValue("Retry-After").orElseThrow());
    assertTrue(wait >= 1 && wait <= 10, "wait " + wait);
    manager.clock.advance(Duration.ofSeconds(wait));
    assertEquals(403, device.tryToEnrol().status());
  }

  @Test
  void certificateHasOurNamesWhateverTheRequestSays() throws Exception {
    SimulatedDevice device = manager.device(key(""), "names").enrol();
    var certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        device
                            .answer()
                            .certificates()
                            .getFirst()
                            .getBytes(StandardCharsets.US_ASCII)));
    assertEquals(
        "CN=" + device.id() + ",O=" + device.answer().tenant(),
        certificate.getSubjectX500Principal().getName());
    assertEquals(-1, certificate.getBasicConstraints(), "it is no authority");
  }

  @Test
  void wireguardKeyOfAnotherDeviceIsRefused() {
    SimulatedDevice owner = manager.device(key(""), "key-owner").enrol();
    SimulatedDevice thief = manager.device(key(""), "key-thief");
    EnrolmentRequest request =
        new EnrolmentRequest(
            thief.challenge(),
            thief.secret,
            thief.identity.verifyKey(),
            owner.wireguardKey,
            thief.certificateRequest(),
            "thief",
            Optional.empty(),
            1,
            List.of(),
            List.of(),
            false);
    assertEquals(
        "wireguard-key-taken",
        thief.send("/enrolment", request.signed(thief.identity)).expect(409).text("code"));
  }

  @Test
  void nameOfAnotherDeviceGetsANumberAndAnIdentifierIsNoName() {
    SimulatedDevice first = manager.device(key(""), "same").enrol();
    SimulatedDevice second = manager.device(key(""), "same").enrol();
    SimulatedDevice sly = manager.device(key(""), first.id()).enrol();
    assertEquals("same-2", manager.owner.get("/devices/" + second.id()).text("name"));
    assertNotEquals(first.id(), manager.owner.get("/devices/" + sly.id()).text("name"));
  }

  @Test
  void renewalByIdentityWorksInGraceAndLaterNeedsAPerson() {
    SimulatedDevice device =
        manager.device(key(", 'autoApprove': true"), "offline-for-long").enrol();
    manager.clock.advance(Duration.ofDays(110));
    assertEquals(Membership.ACTIVE, device.renew().answer().membership());
    manager.clock.advance(Duration.ofDays(125));
    assertEquals(Membership.QUARANTINED, device.renew().answer().membership());
    assertEquals("expired", manager.owner.get("/devices/" + device.id()).text("reason"));
    manager.owner.post("/devices/" + device.id() + "/approve").expect(200);
    assertEquals(Membership.ACTIVE, device.renew().answer().membership());
  }

  @Test
  void startCounterThatRunsBackwardsAtRenewalIsAClone() {
    SimulatedDevice device = manager.device(key(", 'autoApprove': true"), "copied");
    device.keyGeneration = 5;
    device.enrol();
    device.keyGeneration = 4;
    assertEquals(Membership.QUARANTINED, device.renew().answer().membership());
    assertEquals("cloned", manager.owner.get("/devices/" + device.id()).text("reason"));
  }

  @Test
  void renewalForAnotherDeviceIsRefused() {
    SimulatedDevice victim = manager.device(key(""), "victim").enrol();
    SimulatedDevice attacker = manager.device(key(""), "attacker").enrol();
    var request =
        new RenewalRequest(
            attacker.challenge(),
            victim.id(),
            attacker.wireguardKey,
            attacker.certificateRequest(),
            1);
    assertEquals(
        "signature-invalid",
        attacker.send("/renewal", request.signed(attacker.identity)).expect(403).text("code"));
  }

  @Test
  void secretOfAKeyIsShownOnce() {
    String text = key(", 'tags': ['secret']");
    String secret = SetupKey.parse(text).exposeSecret();
    String list =
        manager.owner.get("/networks/" + network + "/setup-keys?limit=1000").response().body();
    assertFalse(list.contains(secret));
    assertFalse(manager.owner.get("/audit?limit=1000").response().body().contains(secret));
    JsonObject again = Api.json("{'name': 'again'}");
    Api.Reply first =
        manager
            .owner
            .post("/networks/" + network + "/setup-keys", again, "Idempotency-Key", "k1")
            .expect(201);
    Api.Reply second =
        manager
            .owner
            .post("/networks/" + network + "/setup-keys", again, "Idempotency-Key", "k1")
            .expect(409);
    assertTrue(second.text("detail").contains(first.text("id")), second.toString());
  }
}
