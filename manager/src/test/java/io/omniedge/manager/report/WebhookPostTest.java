package io.omniedge.manager.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.authority.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against servers that answer as they like. */
class WebhookPostTest {
  private static final byte[] BODY = "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final InetAddress here = InetAddress.getLoopbackAddress();
  @TempDir private Path folder;

  /** Reads one request, and gives this answer. */
  private static CompletableFuture<String> answering(ServerSocket server, String answer) {
    CompletableFuture<String> request = new CompletableFuture<>();
    Thread _ =
        Thread.startVirtualThread(
            () -> {
              try (Socket socket = server.accept()) {
                String head = read(socket.getInputStream());
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                request.complete(head);
                int _ = socket.getInputStream().read(); // until the client goes
              } catch (IOException e) {
                request.completeExceptionally(e);
              }
            });
    return request;
  }

  private static String read(InputStream in) throws IOException {
    StringBuilder request = new StringBuilder();
    while (!request.toString().endsWith("\"}")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the client is gone after " + request);
      }
      request.append((char) next);
    }
    return request.toString();
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private int send(String url, Duration timeout) throws Exception {
    return new WebhookPost(SSLContext.getDefault(), timeout)
        .send(URI.create(url), List.of(here), Map.of("OmniEdge-Delivery", "x-1"), BODY);
  }

  @Test
  void connectsToTheAddressThatWasLookedAtAndNamesTheHost() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<String> request =
          answering(server, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 \r\n\r\n");
      String url = "http://hook.invalid:" + server.getLocalPort() + "/a%20b?c=d";
      assertEquals(204, send(url, LONG)); // nobody could look that name up
      String said = request.get(60, TimeUnit.SECONDS);
      assertTrue(said.startsWith("POST /a%20b?c=d HTTP/1.1\r\n"), said);
      assertTrue(said.contains("\r\nHost: hook.invalid:" + server.getLocalPort() + "\r\n"), said);
      assertTrue(said.contains("\r\nContent-Length: " + BODY.length + "\r\n"), said);
      assertTrue(said.contains("\r\nOmniEdge-Delivery: x-1\r\n"), said);
    }
  }

  @Test
  void aRedirectIsAnAnswerAndNoWay() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<String> _ =
          answering(server, "HTTP/1.1 307 Elsewhere\r\nLocation: http://169.254.169.254/\r\n\r\n");
      assertEquals(307, send("http://127.0.0.1:" + server.getLocalPort(), LONG));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n", "HTTP/1.1 99 x\r\n", "\n"})
  void whatIsNoHttpIsToldAsThat(String answer) throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<String> _ = answering(server, answer);
      String url = "http://127.0.0.1:" + server.getLocalPort();
      IOException e = assertThrows(IOException.class, () -> send(url, LONG));
      assertEquals("it answers something else than HTTP/1.1", e.getMessage());
    }
  }

  @Test
  void anAnswerWithoutEndIsReadToALimit() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<String> _ = answering(server, "x".repeat(20_000));
      String url = "http://127.0.0.1:" + server.getLocalPort();
      IOException e = assertThrows(IOException.class, () -> send(url, LONG));
      assertEquals("its answer has no end", e.getMessage());
    }
  }

  @Test
  void whoSaysNothingIsLeftInTime() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<String> _ = answering(server, "HTTP/1.1 20");
      String url = "http://127.0.0.1:" + server.getLocalPort();
      IOException e = assertThrows(IOException.class, () -> send(url, Duration.ofMillis(300)));
      assertEquals("it takes too long", e.getMessage());
    }
  }

  @Test
  void theNextAddressIsTriedIfNobodyIsAtTheFirst() throws Exception {
    try (ServerSocket server = server()) {
      CompletableFuture<String> _ = answering(server, "HTTP/1.1 200 OK\r\n\r\n");
      InetAddress nobody = InetAddress.getByName("127.0.0.9");
      int status =
          new WebhookPost(SSLContext.getDefault(), LONG)
              .send(
                  URI.create("http://hook.invalid:" + server.getLocalPort()),
                  List.of(nobody, here),
                  Map.of(),
                  BODY);
      assertEquals(200, status);
    }
  }

  @Test
  void withTlsTheCertificateIsOfTheNameInTheUrl() throws Exception {
    CertificateAuthority authority = CertificateAuthority.open(folder, Instant.now());
    SSLContext serverTls =
        authority.issueServer(List.of("hook.invalid"), Instant.now()).sslContext();
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext clientTls = SSLContext.getInstance("TLS");
    clientTls.init(null, trust.getTrustManagers(), null);
    WebhookPost post = new WebhookPost(clientTls, LONG);
    try (ServerSocket server = serverTls.getServerSocketFactory().createServerSocket(0, 5, here)) {
      String port = ":" + server.getLocalPort();
      CompletableFuture<String> request = answering(server, "HTTP/1.1 200 OK\r\n\r\n");
      assertEquals(
          200, post.send(URI.create("https://hook.invalid" + port), List.of(here), Map.of(), BODY));
      assertTrue(request.get(60, TimeUnit.SECONDS).contains("\r\nHost: hook.invalid" + port));
      CompletableFuture<String> _ = answering(server, "HTTP/1.1 200 OK\r\n\r\n");
      assertThrows(
          SSLException.class,
          () ->
              post.send(URI.create("https://other.invalid" + port), List.of(here), Map.of(), BODY));
    }
  }
}
