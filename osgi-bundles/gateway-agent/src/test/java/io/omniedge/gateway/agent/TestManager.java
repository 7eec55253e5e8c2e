package io.omniedge.gateway.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.enrol.RenewalRequest;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A manager that does what a test tells it. */
final class TestManager implements AutoCloseable {
  static final String TENANT = "t-1";
  static final String NETWORK = "n-1";

  /** A message of a device. */
  record Heard(Topic topic, String text, Optional<String> correlation) {
    byte[] payload() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  final TestAuthority authority;
  final TestBroker broker;
  final Bell bell;
  final SigningKey key = SigningKey.generate();
  final List<Heard> heard = new CopyOnWriteArrayList<>();
  final List<EnrolmentRequest> enrolments = new CopyOnWriteArrayList<>();
  final AtomicInteger renewals = new AtomicInteger();

  /** Plugin packages by their digests, and the certificates that asked for any. */
  final Map<String, byte[]> packages = new ConcurrentHashMap<>();

  final List<String> fetched = new CopyOnWriteArrayList<>();

  /** What to answer instead: code and Retry-After. */
  volatile Optional<String> refusal = Optional.empty();

  /** How long ago the certificates that it issues at enrolments began. */
  volatile Duration since = Duration.ofMinutes(-1);

  private final Map<VerifyKey, String> devices = new ConcurrentHashMap<>();
  private final HttpsServer https;
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private MqttClient client;

  TestManager(TestAuthority authority, TestBroker broker, Bell bell)
      throws IOException, GeneralSecurityException {
    this.authority = authority;
    this.broker = broker;
    this.bell = bell;
    this.https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(authority.server(), TestAuthority.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority.trust());
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asks = context.getDefaultSSLParameters();
            asks.setWantClientAuth(true);
            parameters.setSSLParameters(asks);
          }
        });
    https.createContext("/api/v1/device/plugin-packages/", this::plugin);
    https.createContext("/api/v1/enrolment/challenge", this::challenge);
    https.createContext("/api/v1/enrolment", exchange -> answer(exchange, this::enrol));
    https.createContext("/api/v1/renewal", exchange -> answer(exchange, this::renew));
    https.setExecutor(workers);
    https.start();
    client = connect();
  }

  private MqttClient connect() {
    try {
      MqttClient made =
          new MqttClient(
              "tcp://127.0.0.1:" + broker.managerPort, "manager", new MemoryPersistence());
      made.setCallback(new Ear());
      MqttConnectionOptions options = new MqttConnectionOptions();
      options.setCleanStart(true);
      made.connect(options);
      made.subscribe(Topic.ROOT + "#", 1);
      return made;
    } catch (MqttException e) {
      throw new AssertionError(e);
    }
  }

  /** After the broker was away. */
  void reconnect() {
    try {
      client.close(true);
    } catch (MqttException e) {
      throw new AssertionError(e);
    }
    client = connect();
  }

  SetupKey setupKey(String secret) {
    return new SetupKey("127.0.0.1", https.getAddress().getPort(), secret, authority.fingerprint());
  }

  private void challenge(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    respond(
        exchange,
        200,
        JsonObject.builder()
            .put("challenge", "c-123456789")
            .put("time", Instant.now().getEpochSecond())
            .build()
            .toBytes());
  }

  /** As the manager of the product: only for who shows a certificate. */
  private void plugin(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] found = packages.get(path.substring(path.lastIndexOf('/') + 1));
    String who;
    try {
      who = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
    } catch (SSLPeerUnverifiedException e) {
      who = "";
    }
    fetched.add(who);
    if (found != null && !who.isEmpty()) {
      respond(exchange, 200, found);
    } else {
      respond(
          exchange,
          404,
          JsonObject.builder()
              .put("code", "not-found")
              .put("detail", "no package of that digest")
              .build()
              .toBytes());
    }
  }

  private interface Office {
    EnrolmentAnswer of(String request) throws ProtocolException;
  }

  private void answer(HttpExchange exchange, Office office) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (refusal.isPresent()) {
      respond(
          exchange,
          403,
          JsonObject.builder().put("title", "no").put("code", refusal.get()).build().toBytes());
      return;
    }
    try {
      String request = Fields.of(JsonReader.readObject(body, 100_000)).text("request", 100_000);
      respond(exchange, 200, office.of(request).toBytes());
    } catch (ProtocolException e) {
      respond(
          exchange,
          400,
          JsonObject.builder()
              .put("code", "signature-invalid")
              .put("detail", String.valueOf(e.getMessage()))
              .build()
              .toBytes());
    }
  }

  private EnrolmentAnswer enrol(String request) throws ProtocolException {
    EnrolmentRequest read = EnrolmentRequest.verified(request);
    enrolments.add(read);
    String device =
        devices.computeIfAbsent(
            read.identity(), identity -> "d-" + identity.id().replaceAll("[^A-Za-z0-9]", "x"));
    bell.ring();
    return answer(device, read.certificateRequest(), since);
  }

  private EnrolmentAnswer renew(String request) throws ProtocolException {
    String claimed = RenewalRequest.claimedDevice(request);
    VerifyKey identity =
        devices.entrySet().stream()
            .filter(entry -> entry.getValue().equals(claimed))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> new ProtocolException("device", claimed, "unknown"));
    RenewalRequest read = RenewalRequest.verified(request, identity);
    renewals.incrementAndGet();
    bell.ring();
    return answer(read.device(), read.certificateRequest(), Duration.ofMinutes(-1));
  }

  private EnrolmentAnswer answer(String device, String certificateRequest, Duration began) {
    return new EnrolmentAnswer(
        TENANT,
        NETWORK,
        device,
        Membership.PENDING,
        key.verifyKey(),
        List.of(authority.device(certificateRequest, TENANT, device, began)),
        authority.pem(),
        "127.0.0.1",
        broker.port,
        Instant.now().getEpochSecond());
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Sends a device a message. */
  void send(String device, Leaf leaf, byte[] payload) {
    try {
      client.publish(new Topic(TENANT, device, leaf).toString(), payload, 1, leaf == Leaf.DESIRED);
    } catch (MqttException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for a message of a device. */
  Heard await(String device, Leaf leaf, String what, java.util.function.Predicate<Heard> such) {
    bell.await(
        what,
        () -> last(device, leaf).filter(such).isPresent(),
        () -> heard.stream().filter(one -> one.topic().leaf() == leaf).toList());
    return last(device, leaf).orElseThrow();
  }

  /** Waits for a state of a device. */
  DeviceState awaitState(
      String device, String what, java.util.function.Predicate<DeviceState> such) {
    return state(await(device, Leaf.STATE, what, one -> such.test(state(one))));
  }

  private static DeviceState state(Heard message) {
    try {
      return DeviceState.fromBytes(message.payload());
    } catch (ProtocolException e) {
      throw new AssertionError(message.toString(), e);
    }
  }

  Optional<Heard> last(String device, Leaf leaf) {
    Optional<Heard> found = Optional.empty();
    for (Heard one : heard) {
      if (one.topic().leaf() == leaf && one.topic().device().equals(device)) {
        found = Optional.of(one);
      }
    }
    return found;
  }

  long count(String device, Leaf leaf) {
    return all(device, leaf).size();
  }

  /** All messages of a device, from older to newer. */
  List<Heard> all(String device, Leaf leaf) {
    return heard.stream()
        .filter(one -> one.topic().leaf() == leaf && one.topic().device().equals(device))
        .toList();
  }

  /** No HTTPS any more; the broker is there. */
  void closeHttps() {
    https.stop(0);
  }

  @Override
  public void close() {
    closeHttps();
    workers.shutdownNow();
    try {
      client.disconnectForcibly(0, 500);
      client.close(true);
    } catch (MqttException e) {
      // the broker is gone already
      heard.clear();
    }
  }

  private final class Ear implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Topic.parse(topic)
          .filter(known -> known.leaf().isFromDevice())
          .ifPresent(
              known -> {
                heard.add(
                    new Heard(
                        known,
                        new String(message.getPayload(), StandardCharsets.UTF_8),
                        Optional.ofNullable(message.getProperties().getCorrelationData())
                            .map(data -> new String(data, StandardCharsets.UTF_8))));
                bell.ring();
              });
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException e) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {}
  }
}
