package io.omniedge.gateway.agent.enrol;

import io.omniedge.gateway.agent.home.Credentials;
import io.omniedge.gateway.agent.trust.AuthorityTrust;
import io.omniedge.gateway.agent.trust.Tls;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** HTTPS to a manager; blocks. One thread; make a new one for each conversation. */
final class ManagerClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** A manager that enrols 5,000 devices at once answers late, and that is better than again. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Nobody is to keep a device away for longer. */
  private static final int MAX_RETRY_AFTER_SECONDS = 3600;

  /** A challenge and the manager's time. */
  record Challenge(String text, long seconds) {}

  private final String base;
  private final HttpClient client;

  /** As a stranger. */
  ManagerClient(String host, int port, AuthorityTrust trust) {
    this(host, port, Tls.anonymous(trust));
  }

  /** As a member, with its certificate. */
  static ManagerClient ofMember(Credentials credentials, AuthorityTrust trust) {
    return new ManagerClient(
        credentials.managerHost(), credentials.managerPort(), Tls.member(trust, credentials));
  }

  private ManagerClient(String host, int port, SSLContext tls) {
    this.base = "https://" + host + ":" + port + "/api/v1/";
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(tls)
            .sslParameters(Tls.parameters())
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  Challenge challenge() throws ManagerException {
    byte[] body = post("enrolment/challenge", JsonObject.EMPTY);
    try {
      Fields fields = Fields.of(JsonReader.readObject(body, EnrolmentAnswer.MAX_BYTES));
      return new Challenge(
          fields.text("challenge", 100), fields.integer("time", 0, JsonNumber.MAX_SAFE_INTEGER));
    } catch (ProtocolException e) {
      throw strange(e);
    }
  }

  EnrolmentAnswer enrol(String request) throws ManagerException {
    return answer("enrolment", request);
  }

  EnrolmentAnswer renew(String request) throws ManagerException {
    return answer("renewal", request);
  }

  private EnrolmentAnswer answer(String path, String request) throws ManagerException {
    byte[] body = post(path, JsonObject.builder().put("request", request).build());
    try {
      return EnrolmentAnswer.fromBytes(body);
    } catch (ProtocolException e) {
      throw strange(e);
    }
  }

  private ManagerException strange(ProtocolException e) {
    return new ManagerException(base + " answers strangely: " + e.getMessage(), e);
  }

  private byte[] post(String path, JsonObject body) throws ManagerException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toBytes()))
            .build();
    return send(request, EnrolmentAnswer.MAX_BYTES);
  }

  /** What is at a path; refused if it is longer. */
  byte[] get(String path, int maxBytes) throws ManagerException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(TIMEOUT)
            .header("Accept", "*/*, application/problem+json")
            .GET()
            .build();
    byte[] content = send(request, maxBytes);
    if (content.length > maxBytes) {
      throw new ManagerException(
          "answer-strange", base + path + " has more than " + maxBytes + " bytes", 0);
    }
    return content;
  }

  /** The body, or as much of it as is one byte too long. */
  private byte[] send(HttpRequest request, int maxBytes) throws ManagerException {
    try {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      byte[] content;
      try (InputStream in = response.body()) {
        content = in.readNBytes(maxBytes + 1);
      }
      if (response.statusCode() / 100 != 2) {
        throw refusal(response, content);
      }
      return content;
    } catch (IOException e) {
      throw new ManagerException("the manager cannot be reached at " + base + ": " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ManagerException("interrupted", e);
    }
  }

  /** The innermost that says something: what TLS refused is behind several others. */
  private static String reason(Throwable e) {
    String said = String.valueOf(e.getMessage() == null ? e : e.getMessage());
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      said = cause.getMessage() == null ? said : String.valueOf(cause.getMessage());
    }
    return said;
  }

  private static ManagerException refusal(HttpResponse<?> response, byte[] content) {
    int status = response.statusCode();
    int retryAfter =
        response
            .headers()
            .firstValue("Retry-After")
            .filter(text -> text.matches("[0-9]{1,6}"))
            .map(text -> Math.min(Integer.parseInt(text), MAX_RETRY_AFTER_SECONDS))
            .orElse(0);
    String code = "http-" + status;
    String detail = "";
    try {
      Fields problem = Fields.of(JsonReader.readObject(content, EnrolmentAnswer.MAX_BYTES));
      code = problem.optionalText("code", 64).orElse(code);
      detail =
          problem
              .optionalText("detail", 1000)
              .orElse(problem.optionalText("title", 200).orElse(""));
    } catch (ProtocolException e) {
      detail = "and gives no reason";
    }
    return new ManagerException(
        code,
        "the manager refuses (" + status + " " + code + "): " + ProtocolException.shown(detail),
        retryAfter);
  }
}
