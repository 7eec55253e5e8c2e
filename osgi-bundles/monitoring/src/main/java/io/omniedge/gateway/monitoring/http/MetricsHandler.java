package io.omniedge.gateway.monitoring.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers one request; any thread. */
final class MetricsHandler implements HttpHandler {
  private static final Logger LOG = System.getLogger(MetricsHandler.class.getName());
  private static final int TYPICAL_BYTES = 16 * 1024;
  private static final String PAGE =
      """
      <!doctype html><html lang="en"><title>OmniEdge gateway</title>
      <p><a href="/metrics">Metrics</a> for Prometheus.</p></html>
      """;

  private final Supplier<MetricSnapshots> metrics;
  private final ExpositionFormats formats = ExpositionFormats.init();
  private volatile @Nullable BearerToken token;

  MetricsHandler(Supplier<MetricSnapshots> metrics) {
    this.metrics = metrics;
  }

  /** Asks for this from now on; null for nothing. */
  void require(@Nullable BearerToken wanted) {
    token = wanted;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers asked = exchange.getRequestHeaders();
      String path = exchange.getRequestURI().getPath();
      String method = exchange.getRequestMethod();
      BearerToken needed = token;
      if (needed != null && !needed.allows(asked.getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        answer(exchange, 401, "text/plain; charset=utf-8", "a token is needed\n".getBytes(UTF_8));
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, "text/plain; charset=utf-8", "GET or HEAD only\n".getBytes(UTF_8));
      } else if ("/metrics".equals(path)) {
        scrape(exchange, asked.getFirst("Accept"));
      } else if ("/".equals(path)) {
        answer(exchange, 200, "text/html; charset=utf-8", PAGE.getBytes(UTF_8));
      } else {
        answer(exchange, 404, "text/plain; charset=utf-8", "see /metrics\n".getBytes(UTF_8));
      }
    }
  }

  private void scrape(HttpExchange exchange, @Nullable String accept) throws IOException {
    ExpositionFormatWriter writer = formats.findWriter(accept);
    ByteArrayOutputStream text = new ByteArrayOutputStream(TYPICAL_BYTES);
    try {
      writer.write(text, metrics.get());
    } catch (RuntimeException e) {
      // A defect of ours: said loudly, and the listener goes on.
      LOG.log(Level.ERROR, "the metrics cannot be read", e);
      answer(exchange, 500, "text/plain; charset=utf-8", "failed; see the log\n".getBytes(UTF_8));
      return;
    }
    answer(exchange, 200, writer.getContentType(), text.toByteArray());
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", "" + body.length);
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
