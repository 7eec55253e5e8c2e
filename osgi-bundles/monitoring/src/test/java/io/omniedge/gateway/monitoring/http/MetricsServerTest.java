package io.omniedge.gateway.monitoring.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.omniedge.gateway.api.form.FormProperties;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The listener, asked by a real client. */
class MetricsServerTest {
  private static final String TOKEN = "0123456789abcdef";

  private final HttpClient client = HttpClient.newHttpClient();
  private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor();
  private volatile boolean broken;
  private int port;
  private MetricsServer server;

  @BeforeEach
  void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    server =
        new MetricsServer(
            () -> {
              if (broken) {
                throw new IllegalStateException("broken by the test");
              }
              return new MetricSnapshots(
                  GaugeSnapshot.builder()
                      .name("water_level")
                      .help("How high it stands")
                      .dataPoint(GaugeDataPointSnapshot.builder().value(7).build())
                      .build());
            });
  }

  @AfterEach
  void stop() {
    server.close();
    retries.shutdownNow();
  }

  private void listen(Map<String, Object> more) {
    Map<String, Object> properties = new HashMap<>(Map.of("address", "127.0.0.1", "port", port));
    properties.putAll(more);
    FormProperties form = new FormProperties(properties);
    server.listen(ListenSettings.read(form, null));
    assertEquals(List.of(), form.problems());
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  /** The first answer: it listens on a thread of its own. */
  private HttpResponse<String> await(Callable<HttpResponse<String>> question) throws Exception {
    return eventually(
        () -> {
          try {
            return question.call();
          } catch (ConnectException e) {
            return null;
          }
        });
  }

  private <T> T eventually(Callable<T> question) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < deadline) {
      T answer = retries.schedule(question, 20, TimeUnit.MILLISECONDS).get();
      if (answer != null) {
        return answer;
      }
    }
    throw new TimeoutException("not within 30 s");
  }

  @Test
  void givesTheFormatThatTheClientWants() throws Exception {
    listen(Map.of());
    HttpResponse<String> plain = await(() -> send(at("/metrics")));
    assertEquals(200, plain.statusCode());
    assertTrue(
        plain
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .startsWith("text/plain; version=0.0.4"),
        plain.headers().toString());
    assertEquals(
        "# HELP water_level How high it stands\n# TYPE water_level gauge\nwater_level 7.0\n",
        plain.body());
    HttpResponse<String> open =
        send(at("/metrics").header("Accept", "application/openmetrics-text; version=1.0.0"));
    assertTrue(
        open.headers().firstValue("Content-Type").orElse("").startsWith("application/openmetrics"),
        open.headers().toString());
    assertTrue(open.body().endsWith("# EOF\n"), open.body());
  }

  @Test
  void knowsTwoPathsAndTwoMethods() throws Exception {
    listen(Map.of());
    assertTrue(await(() -> send(at("/"))).body().contains("href=\"/metrics\""));
    assertEquals(404, send(at("/metrics/x")).statusCode());
    assertEquals(404, send(at("/%2e%2e/etc/passwd")).statusCode());
    HttpResponse<String> head = send(at("/metrics").method("HEAD", BodyPublishers.noBody()));
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    HttpResponse<String> post = send(at("/metrics").POST(BodyPublishers.ofString("x=1")));
    assertEquals(405, post.statusCode());
    assertEquals("GET, HEAD", post.headers().firstValue("Allow").orElse(""));
  }

  @Test
  void asksForTheTokenOnEveryPath() throws Exception {
    listen(Map.of("token", TOKEN));
    for (String path : List.of("/metrics", "/", "/other")) {
      assertEquals(401, await(() -> send(at(path))).statusCode());
      assertEquals(401, send(at(path).header("Authorization", "Bearer x")).statusCode());
    }
    assertEquals(200, send(at("/metrics").header("Authorization", "Bearer " + TOKEN)).statusCode());
    listen(Map.of());
    assertEquals(200, send(at("/metrics")).statusCode());
  }

  @Test
  void listensAgainWhenAPortBecomesFree() throws Exception {
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      listen(Map.of());
      assertEquals(port, other.getLocalPort());
    }
    assertEquals(200, await(() -> send(at("/metrics"))).statusCode());
  }

  @Test
  void listensNoMoreWhereItIsNotWanted() throws Exception {
    listen(Map.of());
    await(() -> send(at("/metrics")));
    listen(Map.of("enabled", false));
    assertTrue(
        eventually(
            () -> {
              try (Socket still = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return still.isConnected() ? null : true;
              } catch (ConnectException e) {
                return true;
              }
            }));
    listen(Map.of());
    assertEquals(200, await(() -> send(at("/metrics"))).statusCode());
  }

  @Test
  void saysThatItFailedAndGoesOn() throws Exception {
    listen(Map.of());
    await(() -> send(at("/metrics")));
    broken = true;
    assertEquals(500, send(at("/metrics")).statusCode());
    broken = false;
    assertEquals(200, send(at("/metrics")).statusCode());
  }

  @Test
  void survivesClientsThatSendNoRequestOrNonsense() throws Exception {
    listen(Map.of());
    await(() -> send(at("/metrics")));
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        silent.add(socket);
        if (i % 2 == 0) {
          socket
              .getOutputStream()
              .write("\0\1\2\3 nonsense\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        }
      }
      assertEquals(200, send(at("/metrics")).statusCode());
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void closesItsPortAndEndsItsThreads() throws Exception {
    listen(Map.of());
    await(() -> send(at("/metrics")));
    server.close();
    assertThrows(
        ConnectException.class,
        () -> {
          try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            fail("still listens: " + socket);
          }
        });
    assertTrue(
        eventually(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().startsWith("metrics "))
                    ? null
                    : true));
  }
}
