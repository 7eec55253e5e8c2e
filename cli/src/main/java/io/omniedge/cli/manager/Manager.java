package io.omniedge.cli.manager;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.agent.trust.AuthorityTrust;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The REST interface of one manager, over TLS 1.3. Every error is a {@link Failure} with the right
 * exit status. One thread.
 */
public final class Manager implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** The manager compiles a policy for a thousand devices within it. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Pages of a list that are asked for; more than a manager has. */
  private static final int MAX_PAGES = 1_000;

  private static final int PAGE = 200;

  private final ManagerAddress address;
  private final Credential credential;
  private final HttpClient http;

  private Manager(ManagerAddress address, Credential credential, HttpClient http) {
    this.address = address;
    this.credential = credential;
    this.http = http;
  }

  /** Does not connect yet. */
  public static Manager at(ManagerAddress address, Credential credential, InstantSource clock) {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER) // a redirect would get the token
            .sslContext(context(address, clock))
            .sslParameters(parameters)
            .build();
    return new Manager(address, credential, http);
  }

  private static SSLContext context(ManagerAddress address, InstantSource clock) {
    try {
      if (address.authority().isEmpty()) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      EffectiveTime time = new EffectiveTime(clock, 0, seconds -> {});
      TrustManager[] trust = {new AuthorityTrust(address.authority(), time)};
      context.init(null, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 11 has TLS 1.3", e);
    }
  }

  /** Who it talks to. */
  public ManagerAddress address() {
    return address;
  }

  /** A document. */
  public Reply get(String path) throws Failure {
    return succeed(send("GET", path, BodyPublishers.noBody(), Map.of()));
  }

  /** A document with a query; empty values are left out. */
  public Reply get(String path, Map<String, String> query) throws Failure {
    return get(path + encoded(query, "?"));
  }

  /** A document that there may not be. */
  public Optional<Reply> findReply(String path) throws Failure {
    Reply reply = send("GET", path, BodyPublishers.noBody(), Map.of());
    return reply.status() == 404 ? Optional.empty() : Optional.of(succeed(reply));
  }

  /** Makes something; repeated by the network or not, it is made once. */
  public Reply post(String path, JsonObject body) throws Failure {
    Map<String, String> once = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    return succeed(send("POST", path, json(body), once));
  }

  /** Brings a file; repeated by the network or not, it is taken once. */
  public Reply post(String path, byte[] file, String contentType) throws Failure {
    Map<String, String> headers =
        Map.of("Idempotency-Key", UUID.randomUUID().toString(), "Content-Type", contentType);
    return succeed(send("POST", path, BodyPublishers.ofByteArray(file), headers));
  }

  /** Replaces something, if it still is that version. */
  public Reply put(String path, JsonObject body, Optional<String> etag) throws Failure {
    Map<String, String> condition =
        etag.<Map<String, String>>map(tag -> Map.of("If-Match", tag)).orElse(Map.of());
    return succeed(send("PUT", path, json(body), condition));
  }

  /** Changes members of something [RFC 7396]. */
  public Reply patch(String path, JsonObject body) throws Failure {
    return succeed(send("PATCH", path, json(body), Map.of()));
  }

  /** Deletes something. */
  public Reply delete(String path) throws Failure {
    return succeed(send("DELETE", path, BodyPublishers.noBody(), Map.of()));
  }

  /** Posts a form, as OAuth has them [RFC 6749]; errors are the caller's. */
  public Reply form(String path, Map<String, String> fields) throws Failure {
    return send(
        "POST",
        path,
        BodyPublishers.ofString(encoded(fields, "")),
        Map.of("Content-Type", "application/x-www-form-urlencoded"));
  }

  /**
   * A list, all pages of it.
   *
   * @param query empty values are left out
   * @param most elements wanted
   */
  public List<JsonObject> list(String path, Map<String, String> query, int most) throws Failure {
    List<JsonObject> items = new ArrayList<>();
    TreeMap<String, String> parameters = new TreeMap<>(query);
    parameters.put("limit", Integer.toString(Math.min(PAGE, most)));
    for (int page = 0; page < MAX_PAGES && items.size() < most; page++) {
      JsonObject document = get(path, parameters).document();
      try {
        Fields fields = Fields.of(document);
        items.addAll(fields.list("items", 100_000, Fields::object));
        Optional<String> next = fields.optionalText("next", 4_000);
        if (next.isEmpty() || next.get().isEmpty()) {
          break;
        }
        parameters.put("cursor", next.get());
      } catch (ProtocolException e) {
        throw Failure.of(
            ExitStatus.GENERAL,
            "bad-answer",
            "the manager's list cannot be read: " + e.getMessage(),
            "is omniedge older than the manager?");
      }
    }
    return items.size() > most ? items.subList(0, most) : items;
  }

  /** A part of a path that came from the command line. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static BodyPublisher json(JsonObject body) {
    return BodyPublishers.ofByteArray(body.toBytes());
  }

  private static String encoded(Map<String, String> parameters, String before) {
    String text =
        new TreeMap<>(parameters)
            .entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> segment(entry.getKey()) + "=" + segment(entry.getValue()))
                .collect(Collectors.joining("&"));
    return text.isEmpty() ? "" : before + text;
  }

  private static Reply succeed(Reply reply) throws Failure {
    if (!reply.isOk()) {
      throw reply.failure();
    }
    return reply;
  }

  private Reply send(String method, String path, BodyPublisher body, Map<String, String> headers)
      throws Failure {
    Reply reply = once(method, path, body, headers);
    return reply.status() == 401 && credential.renew() ? once(method, path, body, headers) : reply;
  }

  private Reply once(String method, String path, BodyPublisher body, Map<String, String> headers)
      throws Failure {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.url() + path))
            .timeout(TIMEOUT)
            .header("Accept", "application/json, application/problem+json")
            .header("User-Agent", "omniedge-cli");
    if (!headers.containsKey("Content-Type") && body.contentLength() != 0) {
      request.header("Content-Type", "application/json");
    }
    headers.forEach(request::header);
    credential.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    try {
      HttpResponse<InputStream> response =
          http.send(request.method(method, body).build(), BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        byte[] bytes = in.readNBytes(Reply.MAX_BYTES + 1);
        if (bytes.length > Reply.MAX_BYTES) {
          throw new IOException("the answer is longer than " + Reply.MAX_BYTES + " bytes");
        }
        return new Reply(
            response.statusCode(),
            response.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", ""),
            new String(bytes, StandardCharsets.UTF_8),
            response.headers().firstValue("ETag"),
            response.headers().firstValue("Retry-After"));
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(ExitStatus.GENERAL, "interrupted", "interrupted", "");
    }
  }

  private Failure unreachable(IOException e) {
    String where = address.url().getAuthority();
    if (e instanceof SSLException untrusted) {
      return Failure.of(
          ExitStatus.NETWORK,
          "tls",
          tlsReason(untrusted, where),
          address.authority().isEmpty()
              ? "sign in with the fingerprint that the manager prints at its start:"
                  + " omniedge login "
                  + where
                  + " --ca FINGERPRINT - or accept what it shows now: --trust-on-first-use"
              : "if it was set up anew, sign in again with --ca and the fingerprint it prints");
    }
    String reason =
        switch (e) {
          case UnknownHostException unknown -> "its name is unknown";
          case HttpTimeoutException late -> "it does not answer in time";
          case ConnectException refused -> connectReason(refused);
          default -> String.valueOf(e.getMessage());
        };
    return Failure.of(
        ExitStatus.NETWORK,
        "unreachable",
        "cannot reach the manager at " + where + ": " + reason,
        "is it running, and is a firewall on the way?");
  }

  /** What the words of Java's TLS mean to somebody who types a command. */
  private static String tlsReason(SSLException e, String where) {
    String its = "the certificate of the manager at " + where;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage());
      if (cause instanceof CertPathBuilderException) {
        return its + " is not trusted: no authority that this machine knows has signed it";
      } else if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException) {
        return its + " is not valid now: " + said + "; is the clock of this machine right?";
      } else if (said.startsWith("No subject alternative") || said.startsWith("No name matching")) {
        return its + " is for another name: " + said;
      } else if (said.startsWith("Unsupported or unrecognized SSL message")) {
        return "what answers at " + where + " does not speak TLS";
      }
    }
    return "no trusted connection to " + where + ": " + e.getMessage();
  }

  private static String connectReason(ConnectException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.nio.channels.UnresolvedAddressException) {
        return "its name is unknown";
      }
    }
    return e.getMessage() == null ? "the connection is refused" : String.valueOf(e.getMessage());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
