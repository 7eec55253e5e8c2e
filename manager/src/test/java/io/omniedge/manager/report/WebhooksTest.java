package io.omniedge.manager.report;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alarms at a real HTTP server that is not always well. */
class WebhooksTest {
  private static final String SECRET = "a secret of the tenant";
  private static final Alarms.Origin ORIGIN = new Alarms.Origin("t-1", "hall-1");

  private record Heard(String delivery, String signature, String body) {}

  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private volatile Instant now = Instant.ofEpochMilli(1_790_000_000_000L);
  private final Timers timers = Timers.manual(() -> now);
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
    webhooks = new Webhooks(database, timers, () -> now, any -> {});
    webhooks.start();
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
    ReportIndex index =
        new ReportIndex(
            "ALARM",
            "pump-7",
            "drive-end",
            level,
            "C",
            List.of(new ReportIndex.AlarmState("bearing", "BEARING", level, state, 1)));
    database.change(
        transaction ->
            Machine.note(transaction.handle(), "t-1", "d-1", index, "r-1", now.toEpochMilli())
                .ifPresent(
                    machine ->
                        new Alarms(webhooks).note(transaction, ORIGIN, machine, index.alarms())));
  }

  private long waiting() {
    return database.read(handle -> Webhooks.waiting(handle, "h-1")).count();
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
    webhooks = new Webhooks(database, timers, () -> now, any -> {});
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://localhost:8443/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "https://0.1.2.3/",
        "https://255.255.255.255/",
        "https://224.0.0.1/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "http://203.0.113.7/",
        "http://[2a00::1]/"
      })
  void nothingIsSentWhereOnlyTheManagerReaches(String url) {
    assertThrows(IOException.class, () -> Destinations.REAL.allow(URI.create(url)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://203.0.113.7/",
        "https://192.168.7.2/",
        "https://[2a00::1]/",
        "http://192.168.7.2:8080/hook",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://[fd00::1]/"
      })
  void serversOfThePlantAndOfTheWorldAreReached(String url) {
    assertDoesNotThrow(() -> Destinations.REAL.allow(URI.create(url)));
  }

  @Test
  void theSecretIsNotShown() {
    Webhook hook =
        new Webhook("h-2", "x", URI.create("https://a.example/"), SECRET, "ALERT", "a", 0);
    assertTrue(!hook.toJson().build().toJson().contains(SECRET));
    assertTrue(!hook.toString().contains(SECRET), hook.toString());
  }
}
