package io.omniedge.cli.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.omniedge.gateway.agent.trust.AuthorityTrust;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.sign.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/** A manager that answers what a test tells it to, by a certificate of its own authority. */
final class FakeManager implements AutoCloseable {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2036-01-01T00:00:00Z");

  private final HttpsServer server;
  private final X509Certificate authorityCertificate;
  private final KeyPair authorityKey;
  private final String authority;
  private String enrolled = "";
  private Membership membership = Membership.ACTIVE;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final Set<String> given = new HashSet<>();
  private final List<Request> requests = new ArrayList<>();

  record Answer(int status, String body, Map<String, String> headers) {}

  record Request(String line, Map<String, String> headers, String body) {}

  private FakeManager(HttpsServer server, X509Certificate certificate, KeyPair key) {
    this.server = server;
    this.authorityCertificate = certificate;
    this.authorityKey = key;
    this.authority = AuthorityTrust.fingerprint(certificate);
  }

  static FakeManager start() {
    try {
      KeyPair authorityKey = key();
      KeyPair serverKey = key();
      X509Certificate authority = certificate("Authority", authorityKey, null, authorityKey);
      X509Certificate leaf = certificate("manager", serverKey, authority, authorityKey);
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] none = new char[0];
      store.setKeyEntry("s", serverKey.getPrivate(), none, new Certificate[] {leaf, authority});
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, none);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), null, null);
      InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
      HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
      FakeManager manager = new FakeManager(server, authority, authorityKey);
      server.createContext("/", manager::handle);
      server.start();
      return manager;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair key() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(
      String name, KeyPair key, @Nullable X509Certificate issuer, KeyPair issuerKey)
      throws Exception {
    X500Principal subject = new X500Principal("CN=" + name);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer == null ? subject : issuer.getSubjectX500Principal(),
            BigInteger.valueOf(issuer == null ? 1 : 2),
            Date.from(BEGIN),
            Date.from(END),
            subject,
            key.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(issuer == null));
    if (issuer != null) {
      GeneralName[] names = {
        new GeneralName(GeneralName.dNSName, "localhost"),
        new GeneralName(GeneralName.iPAddress, "127.0.0.1")
      };
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate())));
  }

  String url() {
    return "https://localhost:" + server.getAddress().getPort();
  }

  /** SHA-256 of its authority's certificate. */
  String authority() {
    return authority;
  }

  /** From now on it answers so; several answers to one line come one after the other. */
  FakeManager on(String line, int status, String body) {
    return on(line, status, body, Map.of());
  }

  synchronized FakeManager on(String line, int status, String body, Map<String, String> headers) {
    if (given.remove(line)) {
      answers.remove(line); // the last one stays until there is another
    }
    answers.computeIfAbsent(line, key -> new ArrayDeque<>()).add(new Answer(status, body, headers));
    return this;
  }

  /** From now on it answers so and not as it was told before. */
  synchronized FakeManager instead(String line, int status, String body) {
    answers.remove(line);
    return on(line, status, body);
  }

  /** Lets everybody in as this device, an active one. */
  synchronized FakeManager enrols(String device) {
    enrolled = device;
    return on("POST /api/v1/enrolment/challenge", 200, "{\"challenge\":\"c\",\"time\":1780315200}");
  }

  /** Likewise, but somebody has to approve it. */
  synchronized FakeManager enrolsPending(String device) {
    membership = Membership.PENDING;
    return enrols(device);
  }

  /** What a manager answers to an enrolment: a certificate for the key of the request. */
  private String enrolment(String body) throws Exception {
    String jws = Fields.of((JsonObject) JsonReader.read(body)).text("request", 10_000);
    String payload =
        new String(Base64.getUrlDecoder().decode(jws.split("\\.")[1]), StandardCharsets.UTF_8);
    String pkcs10 =
        Fields.of((JsonObject) JsonReader.read(payload)).text("certificateRequest", 4_000);
    JcaPKCS10CertificationRequest request =
        new JcaPKCS10CertificationRequest(Base64.getDecoder().decode(pkcs10));
    X509Certificate issued =
        certificate(
            enrolled,
            new KeyPair(request.getPublicKey(), null),
            authorityCertificate,
            authorityKey);
    return new String(
        new EnrolmentAnswer(
                "t-1",
                "n-1",
                enrolled,
                membership,
                SigningKey.generate().verifyKey(),
                List.of(pem(issued), pem(authorityCertificate)),
                pem(authorityCertificate),
                "localhost",
                1,
                1_780_315_200)
            .toBytes(),
        StandardCharsets.UTF_8);
  }

  private static String pem(X509Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  /** One network, which commands then need not name. */
  FakeManager withNetwork() {
    return on(
        "GET /api/v1/networks",
        200,
        "{\"items\":[{\"id\":\"n-1\",\"name\":\"plants\",\"domain\":\"plants.omniedge\","
            + "\"ipv4\":\"100.64.0.0/16\",\"ipv6\":\"fd00:1:2:3::/64\"}]}");
  }

  /** All requests so far, as {@code GET /path?query}. */
  synchronized List<String> lines() {
    return requests.stream().map(Request::line).toList();
  }

  /** The last request that begins so. */
  synchronized Request last(String line) {
    return requests.reversed().stream()
        .filter(request -> request.line().startsWith(line))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + line + " among " + lines()));
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      Map<String, String> headers = new HashMap<>();
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(new Request(line, headers, body));
      if (!enrolled.isEmpty() && line.equals("POST /api/v1/enrolment")) {
        try {
          instead(line, 200, enrolment(body));
        } catch (Exception e) {
          throw new IOException(e);
        }
      }
      String name = answers.containsKey(line) ? line : line.replaceAll("\\?.*", "");
      Deque<Answer> known = answers.get(name);
      if (known != null && known.size() == 1) {
        given.add(name);
      }
      Answer answer =
          known == null
              ? new Answer(404, problem(404, "not-found", "the test has no " + line), Map.of())
              : known.size() > 1 ? known.poll() : known.element();
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type",
              answer.status() < 400 ? "application/json" : "application/problem+json");
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  /** A problem document [RFC 9457]. */
  static String problem(int status, String code, String detail) {
    return "{\"type\":\"urn:omniedge:problem:"
        + code
        + "\",\"title\":\"T\",\"status\":"
        + status
        + ",\"detail\":\""
        + detail
        + "\",\"code\":\""
        + code
        + "\"}";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
