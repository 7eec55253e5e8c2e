package io.omniedge.plugin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginHttpTest {
  private final AtomicInteger lookups = new AtomicInteger();
  private final List<String> received = new ArrayList<>();
  private HttpServer server;
  private PluginHttp http;
  private int port;
  private Set<String> hosts = Set.of();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    port = server.getAddress().getPort();
    hosts = Set.of("mes.example:" + port);
    server.createContext(
        "/",
        exchange -> {
          received.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-type")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "fine".getBytes(StandardCharsets.UTF_8);
          switch (exchange.getRequestURI().getPath()) {
            case "/moved" -> {
              exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
              exchange.sendResponseHeaders(302, -1);
            }
            case "/huge" -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write(new byte[200_000]);
            }
            case "/bytes" -> {
              exchange.sendResponseHeaders(200, 2);
              exchange.getResponseBody().write(new byte[] {(byte) 0xff, 1});
            }
            default -> {
              exchange.sendResponseHeaders(200, answer.length);
              exchange.getResponseBody().write(answer);
            }
          }
          exchange.close();
        });
    server.start();
    http =
        new PluginHttp(
            host -> {
              int unused = lookups.incrementAndGet();
              if (host.equals("unknown.example")) {
                throw new UnknownHostException(host);
              }
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
            },
            (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  @AfterEach
  void stop() {
    server.stop(0);
    http.close();
  }

  private static byte[] request(String method, String url, String more) {
    return ("{\"v\":1,\"method\":\"" + method + "\",\"url\":\"" + url + "\"" + more + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private String answer(String path) throws HttpRefusal {
    byte[] request = request("GET", "http://mes.example:" + port + path, "");
    return new String(http.send(request, hosts, true), StandardCharsets.UTF_8);
  }

  private HttpRefusal refusal(byte[] request, boolean reachesPrivate) {
    return assertThrows(HttpRefusal.class, () -> http.send(request, hosts, reachesPrivate));
  }

  @Test
  void sendsWhatItIsGivenAndBringsTheAnswer() throws Exception {
    byte[] request =
        request(
            "POST",
            "http://MES.example:" + port + "/api?x=1",
            ",\"headers\":{\"X-Plant\":\"a\"},\"body\":\"{\\\"rms\\\":2}\"");
    String answer = new String(http.send(request, hosts, true), StandardCharsets.UTF_8);
    assertTrue(answer.contains("\"status\":200"), answer);
    assertTrue(answer.contains("\"body\":\"fine\""), answer);
    assertEquals(List.of("POST /api?x=1 application/json; charset=UTF-8 {\"rms\":2}"), received);
    assertEquals(1, lookups.get(), "a second answer could lead elsewhere");
    assertTrue(answer("/bytes").contains("\"body\":\"/wE=\",\"encoding\":\"base64\""));
  }

  @Test
  void followsNoRedirect() throws Exception {
    String answer = answer("/moved");
    assertTrue(answer.contains("\"status\":302"), answer);
    assertTrue(answer.contains("\"location\":\"http://127.0.0.1:1/\""), answer);
  }

  @Test
  void reachesNobodyElse() {
    HttpRefusal other = refusal(request("GET", "http://other.example:" + port + "/", ""), true);
    assertEquals(HttpRefusal.Kind.FORBIDDEN, other.kind());
    assertEquals(0, lookups.get(), "not even its name is looked up");
    HttpRefusal otherPort = refusal(request("GET", "http://mes.example:1/", ""), true);
    assertEquals(HttpRefusal.Kind.FORBIDDEN, otherPort.kind());
    HttpRefusal here = refusal(request("GET", "http://mes.example:" + port + "/", ""), false);
    assertEquals(HttpRefusal.Kind.FORBIDDEN, here.kind());
    assertEquals("mes.example is at a private address, which is not granted", here.getMessage());
    assertTrue(received.isEmpty());
  }

  @Test
  void readsNoMoreThanIsAllowed() {
    HttpRefusal refusal = refusal(request("GET", "http://mes.example:" + port + "/huge", ""), true);
    assertEquals(HttpRefusal.Kind.TOO_LARGE, refusal.kind());
  }

  @Test
  void waitsNoLongerThanItIsToldForAnAnswerThatDrips() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread dripping =
          new Thread(
              () -> {
                try (Socket socket = listener.accept()) {
                  while (true) {
                    socket.getOutputStream().write('H');
                    socket.getOutputStream().flush();
                    Object unused = socket.getInputStream().read();
                  }
                } catch (IOException e) {
                  // The other end went, as it should.
                  return;
                }
              });
      dripping.setDaemon(true);
      dripping.start();
      hosts = Set.of("mes.example:" + listener.getLocalPort());
      HttpRefusal refusal =
          refusal(
              request(
                  "GET",
                  "http://mes.example:" + listener.getLocalPort() + "/",
                  ",\"timeout-ms\":200"),
              true);
      assertEquals(HttpRefusal.Kind.FAILED, refusal.kind());
      dripping.join(30_000);
      assertFalse(dripping.isAlive());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"url\":\"ftp://mes.example/\"}",
        "{\"url\":\"http://anna@mes.example/\"}",
        "{\"url\":\"http:///x\"}",
        "{\"url\":\"http://mes.example/\",\"method\":\"CONNECT\"}",
        "{\"url\":\"http://mes.example/\",\"headers\":{\"Host\":\"other\"}}",
        "{\"url\":\"http://mes.example/\",\"headers\":{\"X\":\"a\\r\\nB: c\"}}",
        "{\"url\":\"http://mes.example/\",\"timeout-ms\":60000}",
        "no json",
      })
  void refusesWhatIsNoRequest(String request) {
    HttpRefusal refusal = refusal(request.getBytes(StandardCharsets.UTF_8), true);
    assertEquals(HttpRefusal.Kind.INVALID, refusal.kind(), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.2",
        "127.0.0.1",
        "169.254.169.254",
        "172.31.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd77::1",
        "ff02::1",
        "64:ff9b::a01:203",
        "2002:a01:203::",
        "2001:db8::1",
        "2001:0:1::1"
      })
  void knowsAddressesThatAreNotOfTheInternet(String address) throws Exception {
    assertFalse(PublicAddress.is(InetAddress.getByName(address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1", "64:ff9b::101:101"})
  void knowsAddressesOfTheInternet(String address) throws Exception {
    assertTrue(PublicAddress.is(InetAddress.getByName(address)));
  }

  @Test
  void saysWhenNobodyIsThere() {
    hosts = Set.of("unknown.example", "mes.example:1");
    HttpRefusal unknown = refusal(request("GET", "https://unknown.example/", ""), true);
    assertEquals("unknown.example is not known", unknown.getMessage());
    HttpRefusal closed = refusal(request("GET", "http://mes.example:1/", ""), true);
    assertEquals(HttpRefusal.Kind.FAILED, closed.kind());
  }
}
