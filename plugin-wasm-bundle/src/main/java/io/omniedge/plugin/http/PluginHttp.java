package io.omniedge.plugin.http;

import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.HttpProcessors;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of plugins. A name is looked up once, and what was looked at is where it goes, so
 * no second answer leads elsewhere; redirects are answers like others. Thread-safe; takes as long
 * as the request allows.
 */
public final class PluginHttp implements AutoCloseable {
  private static final int MOST_HEADERS = 50;
  private static final int MOST_HEADER_CHARS = 8_192;

  /** Looks up names. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addresses(String host) throws IOException;
  }

  private final Resolver resolver;
  private final SSLSocketFactory secure;
  private final HttpProcessor processor = HttpProcessors.client("OmniEdge-plugin");
  private final HttpRequestExecutor executor = new HttpRequestExecutor();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "plugins http");
            thread.setDaemon(true);
            return thread;
          });

  /** With the names and the trusted authorities of this machine. */
  public PluginHttp() {
    this(InetAddress::getAllByName, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  PluginHttp(Resolver resolver, SSLSocketFactory secure) {
    this.resolver = resolver;
    this.secure = secure;
  }

  /**
   * Sends a request.
   *
   * @param json of it [docs/plugins.md]
   * @param hosts that are reached, with a port or with the usual ones
   * @param reachesPrivate whether addresses that are not of the internet are reached
   * @return the answer, a document
   */
  public byte[] send(byte[] json, Set<String> hosts, boolean reachesPrivate) throws HttpRefusal {
    PluginRequest request = PluginRequest.read(json);
    InetSocketAddress to = address(request, hosts, reachesPrivate);
    AtomicReference<@Nullable Socket> open = new AtomicReference<>();
    ScheduledFuture<?> deadline =
        deadlines.schedule(() -> abort(open), request.timeoutMillis(), TimeUnit.MILLISECONDS);
    try (Socket socket = new Socket()) {
      open.set(socket);
      socket.connect(to, request.timeoutMillis());
      return exchange(request, request.isSecure() ? secured(socket, request) : socket);
    } catch (IOException | HttpException e) {
      throw new HttpRefusal(
          HttpRefusal.Kind.FAILED, request.host() + ": " + e.getClass().getSimpleName());
    } finally {
      boolean unused = deadline.cancel(false);
    }
  }

  private static void abort(AtomicReference<@Nullable Socket> open) {
    Socket socket = open.get();
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // Whoever reads from it fails, which is all that is wanted.
        return;
      }
    }
  }

  private InetSocketAddress address(PluginRequest request, Set<String> hosts, boolean toPrivate)
      throws HttpRefusal {
    String host = request.host();
    int port = request.port();
    boolean isUsual = port == 443 || port == 80;
    if (!hosts.contains(host + ":" + port) && !(isUsual && hosts.contains(host))) {
      throw new HttpRefusal(
          HttpRefusal.Kind.FORBIDDEN, host + ":" + port + " is none of the hosts it named");
    }
    try {
      InetAddress[] found = resolver.addresses(host);
      for (InetAddress one : found) {
        if (!toPrivate && !PublicAddress.is(one)) {
          throw new HttpRefusal(
              HttpRefusal.Kind.FORBIDDEN, host + " is at a private address, which is not granted");
        }
      }
      return new InetSocketAddress(found[0], port);
    } catch (IOException e) {
      throw new HttpRefusal(HttpRefusal.Kind.FAILED, host + " is not known");
    }
  }

  private Socket secured(Socket plain, PluginRequest request) throws IOException {
    SSLSocket socket = (SSLSocket) secure.createSocket(plain, request.host(), request.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private byte[] exchange(PluginRequest request, Socket socket)
      throws IOException, HttpException, HttpRefusal {
    Http1Config limits =
        Http1Config.custom()
            .setMaxHeaderCount(MOST_HEADERS)
            .setMaxLineLength(MOST_HEADER_CHARS)
            .build();
    HttpHost host = new HttpHost(request.uri().getScheme(), request.host(), request.port());
    BasicClassicHttpRequest message =
        new BasicClassicHttpRequest(request.method(), host, request.target());
    request.headers().forEach(message::setHeader);
    message.setHeader("Connection", "close");
    if (!request.body().isEmpty()) {
      String type = request.headers().getOrDefault("content-type", "application/json");
      message.setEntity(
          new StringEntity(
              request.body(), ContentType.parseLenient(type).withCharset(StandardCharsets.UTF_8)));
      message.removeHeaders("content-type"); // the entity says it
    }
    try (DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(limits)) {
      connection.bind(socket);
      HttpCoreContext context = HttpCoreContext.create();
      executor.preProcess(message, processor, context);
      try (ClassicHttpResponse answer = executor.execute(message, connection, context)) {
        executor.postProcess(answer, processor, context);
        return document(answer);
      }
    }
  }

  private static byte[] document(ClassicHttpResponse answer) throws IOException, HttpRefusal {
    JsonObject.Builder headers = JsonObject.builder();
    for (Header header : answer.getHeaders()) {
      headers.put(header.getName().toLowerCase(Locale.ROOT), String.valueOf(header.getValue()));
    }
    JsonObject.Builder document =
        JsonObject.builder()
            .put("v", 1)
            .put("status", answer.getCode())
            .put("headers", headers.build());
    byte[] body = body(answer.getEntity());
    try {
      document.put(
          "body", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      document.put("body", Base64.getEncoder().encodeToString(body)).put("encoding", "base64");
    }
    return document.build().toBytes();
  }

  private static byte[] body(@Nullable HttpEntity entity) throws IOException, HttpRefusal {
    if (entity == null) {
      return new byte[0];
    }
    try (InputStream content = entity.getContent()) {
      byte[] body = content.readNBytes(PluginRequest.MAX_BYTES + 1);
      if (body.length > PluginRequest.MAX_BYTES) {
        throw new HttpRefusal(
            HttpRefusal.Kind.TOO_LARGE,
            "the answer has more than " + PluginRequest.MAX_BYTES + " bytes");
      }
      return body;
    }
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
  }
}
