package io.omniedge.bench.fleet;

import io.omniedge.gateway.agent.enrol.Backoff;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One gateway's enrolment over HTTPS: a connection of its own with a whole TLS handshake, a
 * challenge, the signed request. Waits as long as the manager asks for, tries again as the agent
 * does when nobody answers.
 */
final class Applicant {
  private static final int TIMEOUT_MILLIS = 60_000;
  private static final int TOO_MANY_REQUESTS = 429;

  /** A gateway would never give up; a benchmark is to end. */
  private static final int MOST_FAILURES = 5;

  private static final long LEAST_MILLIS = 2_000;
  private static final long MOST_MILLIS = 300_000;

  private final String base;
  private final String secret;
  private final SSLSocketFactory sockets;
  private final Backoff backoff =
      new Backoff(ThreadLocalRandom.current(), LEAST_MILLIS, MOST_MILLIS);
  private final LongAdder retries;
  private @Nullable HttpsURLConnection last;
  private int failures;

  /**
   * An applicant.
   *
   * @param retries counts how often something had to be tried again
   */
  Applicant(SetupKey setupKey, Authority authority, LongAdder retries) {
    this.base = "https://" + setupKey.host() + ":" + setupKey.port() + "/api/v1/enrolment";
    this.secret = setupKey.exposeSecret();
    this.retries = retries;
    try {
      // One for each: a shared one would resume sessions, which strangers cannot.
      SSLContext tls = SSLContext.getInstance("TLSv1.3");
      tls.init(null, authority.trust().getTrustManagers(), null);
      sockets = tls.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS 1.3", e);
    }
  }

  EnrolmentAnswer enrol(DeviceKeys keys, String name, List<String> endpoints)
      throws IOException, InterruptedException {
    try {
      while (true) {
        Optional<EnrolmentAnswer> answer = attempt(keys, name, endpoints);
        if (answer.isPresent()) {
          return answer.get();
        }
        retries.increment();
      }
    } finally {
      if (last != null) {
        last.disconnect();
      }
    }
  }

  private Optional<EnrolmentAnswer> attempt(DeviceKeys keys, String name, List<String> endpoints)
      throws IOException, InterruptedException {
    try {
      Optional<byte[]> given = post("/challenge", "");
      if (given.isEmpty()) {
        return Optional.empty();
      }
      String challenge =
          Fields.of(JsonReader.readObject(given.get(), 10_000)).text("challenge", 100);
      String request =
          new EnrolmentRequest(
                  challenge,
                  secret,
                  keys.identity().verifyKey(),
                  keys.wireguardKey(),
                  keys.certificateRequest(),
                  name,
                  Optional.of("SN-" + name),
                  1,
                  endpoints,
                  List.of(),
                  false)
              .signed(keys.identity());
      Optional<byte[]> answer =
          post("", JsonObject.builder().put("request", request).build().toJson());
      return answer.isEmpty()
          ? Optional.empty()
          : Optional.of(EnrolmentAnswer.fromBytes(answer.get()));
    } catch (ProtocolException e) {
      throw new IOException("the manager answers nonsense to " + name, e);
    }
  }

  /** The answer; nothing if it is to be tried again, after the time that takes. */
  private Optional<byte[]> post(String path, String body) throws IOException, InterruptedException {
    HttpsURLConnection connection =
        (HttpsURLConnection) URI.create(base + path).toURL().openConnection();
    last = connection;
    connection.setSSLSocketFactory(sockets);
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    int status;
    try (var out = connection.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
      status = connection.getResponseCode();
    } catch (IOException e) {
      if (++failures > MOST_FAILURES) {
        throw e;
      }
      Thread.sleep(backoff.nextMillis());
      return Optional.empty();
    }
    if (status == TOO_MANY_REQUESTS) {
      long seconds = connection.getHeaderFieldLong("Retry-After", 1);
      Thread.sleep(seconds * 1000 + ThreadLocalRandom.current().nextLong(1000));
      return Optional.empty();
    }
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] answer = in.readAllBytes();
      if (status != 200) {
        throw new IOException(status + " " + new String(answer, StandardCharsets.UTF_8));
      }
      return Optional.of(answer);
    }
  }
}
