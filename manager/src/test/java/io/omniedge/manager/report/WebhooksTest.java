package io.omniedge.manager.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.TestDatabases;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alarms at a real HTTP server that is not always well. */
class WebhooksTest {
  private static final String SECRET = "a secret of the tenant";
  private static final Alarms.Origin ORIGIN = new Alarms.Origin("t-1", "hall-1");

  private record Heard(String delivery, String signature, String body) {}

  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private volatile Instant now = Instant.ofEpochMilli(1_790_000_000_000L);
  private final Timers timers = Timers.manual(() -> now);
  private long sequence;
  private Database database;
  private HttpServer server;
  private Webhooks webhooks;

  @BeforeEach
  void start() throws IOException {
    database = TestDatabases.open(TestDatabases.Kind.SQLITE);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", this::answer);
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    database.change(
        transaction -> {
          int _ =
              transaction
                  .handle()
                  .execute("insert into tenant (id, name, created_at) values ('t-1', 'one', 0)");
          new Webhook("h-1", "on-call", url, SECRET, "ALERT", "a", 0)
              .insert(transaction.handle(), "t-1");
        });
    webhooks = webhooks();
    webhooks.start();
  }

  private Webhooks webhooks() {
    return new Webhooks(database, timers, () -> now, Destinations.ofThisMachine(true));
  }

  @AfterEach
  void stop() {
    webhooks.close();
    server.stop(0);
    timers.close();
    database.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Integer status = answers.poll();
    exchange.getResponseHeaders().set("Location", "/elsewhere");
    exchange.sendResponseHeaders(status == null ? 204 : status, -1);
    exchange.close();
    heard.add(
        new Heard(
            exchange.getRequestHeaders().getFirst("OmniEdge-Delivery"),
            exchange.getRequestHeaders().getFirst("OmniEdge-Signature"),
            body));
  }

  private Heard next() throws InterruptedException {
    Heard next = heard.poll(20, TimeUnit.SECONDS);
    assertNotNull(next, "the server is told of nothing");
    return next;
  }

  /** The newest report of the machine says this of its alarm. */
  private void alarm(String level, String state) {
    alarm(level, state, 1);
  }

  private void alarm(String level, String state, long occurrence) {
    ReportIndex index =
        new ReportIndex(
            "ALARM",
            "pump-7",
            "drive-end",
            level,
            "C",
            List.of(new ReportIndex.AlarmState("bearing", "BEARING", level, state, occurrence)));
    Machine.Place place = new Machine.Place("r-1", now.toEpochMilli(), "a", ++sequence, "a");
    database.change(
        transaction ->
            Machine.note(transaction.handle(), "t-1", "d-1", index, place)
                .ifPresent(
                    machine ->
                        new Alarms(webhooks).note(transaction, ORIGIN, machine, index.alarms())));
  }

  private long waiting() {
    return database.read(handle -> WebhookDelivery.count(handle, "h-1")).waiting();
  }

  /** A failure is noted after the answer; the next look finds it. */
  private void later(Duration span) {
    now = now.plus(span);
    timers.runDue();
  }

  private Heard retried() throws InterruptedException {
    Heard next = null;
    for (int i = 0; next == null && i < 200; i++) {
      later(Duration.ofMinutes(1));
      next = heard.poll(100, TimeUnit.MILLISECONDS);
    }
    assertNotNull(next, "it is not tried again");
    return next;
  }

  @Test
  void aChangeIsToldUntilItIsTakenAndThenNoMore() throws Exception {
    answers.addAll(List.of(500, 302));
    alarm("ALERT", "UNACKNOWLEDGED");
    Heard first = next();
    Heard second = retried();
    Heard third = retried();
    assertEquals(first.delivery(), second.delivery());
    assertEquals(first.delivery(), third.delivery());
    assertTrue(first.body().contains("\"asset\":\"pump-7\""), first.body());
    assertSigned(third);
    alarm("ALERT", "UNACKNOWLEDGED"); // says the same: no news
    alarm("DANGER", "UNACKNOWLEDGED");
    Heard worse = next();
    assertNotEquals(first.delivery(), worse.delivery());
    assertTrue(worse.body().contains("\"level\":\"DANGER\""), worse.body());
    alarm("OK", "NORMAL");
    assertTrue(next().body().contains("\"state\":\"NORMAL\""));
  }

  private static void assertSigned(Heard heard) throws Exception {
    String time = heard.signature().replaceAll("t=([0-9]+),.*", "$1");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] expected = mac.doFinal((time + "." + heard.body()).getBytes(StandardCharsets.UTF_8));
    assertEquals("t=" + time + ",v1=" + HexFormat.of().formatHex(expected), heard.signature());
  }

  @Test
  void whatWaitsIsToldAfterARestartInItsOrder() throws Exception {
    webhooks.close();
    alarm("ALERT", "UNACKNOWLEDGED");
    alarm("DANGER", "UNACKNOWLEDGED");
    assertEquals(2, waiting());
    webhooks = webhooks();
    webhooks.start();
    assertTrue(next().body().contains("\"level\":\"ALERT\""));
    assertTrue(next().body().contains("\"level\":\"DANGER\""));
  }

  @Test
  void whatIsLessThanWantedIsNotTold() {
    alarm("ADVISE", "UNACKNOWLEDGED");
    assertEquals(0, waiting());
    assertTrue(heard.isEmpty());
  }

  @Test
  void whoeverHeardOfAnAlarmHearsItsEndAndNobodyElse() throws Exception {
    alarm("ADVISE", "UNACKNOWLEDGED");
    alarm("OK", "NORMAL");
    assertEquals(0, waiting());
    alarm("ADVISE", "UNACKNOWLEDGED", 2);
    alarm("ALERT", "UNACKNOWLEDGED", 2);
    assertTrue(next().body().contains("\"change\":\"worse\""));
    alarm("ADVISE", "UNACKNOWLEDGED", 2);
    alarm("UNKNOWN", "UNACKNOWLEDGED", 2);
    alarm("ALERT", "UNACKNOWLEDGED", 2);
    alarm("OK", "NORMAL", 2);
    String end = next().body();
    assertTrue(end.contains("\"change\":\"end\"") && end.contains("\"worst\":\"ALERT\""), end);
    alarm("ALERT", "UNACKNOWLEDGED", 3);
    assertTrue(next().body().contains("\"change\":\"begin\""));
  }

  @Test
  void whatAServerWillNeverTakeStandsInNobodysWay() throws Exception {
    webhooks.close();
    answers.addAll(List.of(404, 429));
    alarm("ALERT", "UNACKNOWLEDGED");
    alarm("DANGER", "UNACKNOWLEDGED");
    webhooks = webhooks();
    webhooks.start();
    Heard refused = next();
    Heard following = next();
    assertTrue(following.body().contains("\"level\":\"DANGER\""), following.body());
    assertEquals(following.delivery(), retried().delivery(), "429 is for now");
    awaitTaken();
    List<WebhookDelivery> left =
        database.read(handle -> WebhookDelivery.list(handle, "h-1", Long.MAX_VALUE, 10));
    assertEquals(List.of(refused.delivery()), left.stream().map(WebhookDelivery::id).toList());
    assertEquals("it answers 404", left.getFirst().error());
    assertTrue(left.getFirst().failedAt() > 0);
    assertEquals(
        new WebhookDelivery.Count(0, 1, ""),
        database.read(handle -> WebhookDelivery.count(handle, "h-1")));
  }

  @Test
  void whatWasTriedForDaysIsGivenUpAndSeen() throws Exception {
    webhooks.close();
    server.stop(0);
    alarm("ALERT", "UNACKNOWLEDGED");
    later(Duration.ofDays(4));
    webhooks = webhooks();
    webhooks.start();
    awaitTaken();
    WebhookDelivery left =
        database.read(handle -> WebhookDelivery.list(handle, "h-1", Long.MAX_VALUE, 10)).getFirst();
    assertEquals(now.toEpochMilli(), left.failedAt());
  }

  /** What became of a delivery is noted after the answer, by another thread. */
  private void awaitTaken() {
    long deadlineNanos = System.nanoTime() + 60_000_000_000L;
    while (waiting() > 0) {
      assertTrue(System.nanoTime() - deadlineNanos < 0, "something waits still");
      Thread.onSpinWait();
    }
  }

  @Test
  void theSecretIsNotShown() {
    Webhook hook =
        new Webhook("h-2", "x", URI.create("https://a.example/"), SECRET, "ALERT", "a", 0);
    assertTrue(!hook.toJson().build().toJson().contains(SECRET));
    assertTrue(!hook.toString().contains(SECRET), hook.toString());
  }
}
