package io.omniedge.manager.server;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.enrol.EnrolmentRequest;
import io.omniedge.protocol.enrol.RenewalRequest;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Heartbeat;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.MapRequest;
import io.omniedge.protocol.message.PluginState;
import io.omniedge.protocol.message.Topic;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.SigningKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** Does what a gateway's agent does, towards the manager: for tests. */
final class SimulatedDevice implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  final SigningKey identity = SigningKey.generate();
  RunningManager manager;
  final String name;
  final String secret;
  final String wireguardKey = randomWireguardKey();
  long keyGeneration = 1;
  String boot = "boot-1";
  final SortedMap<String, String> versions = new TreeMap<>();
  List<PluginState> plugins = List.of();
  private final KeyPair tlsKey = newKey();
  private final BlockingQueue<Mqtt5Publish> received = new LinkedBlockingQueue<>();
  private @Nullable EnrolmentAnswer answer;
  private @Nullable Mqtt5AsyncClient client;
  private Optional<SignedMap> map = Optional.empty();
  private long epoch;
  int fulls;
  int deltas;

  SimulatedDevice(RunningManager manager, String setupKey, String name) {
    this.manager = manager;
    this.name = name;
    secret = setupKey.isEmpty() ? "" : SetupKey.parse(setupKey).exposeSecret();
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String randomWireguardKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  String challenge() {
    return manager.owner.as("").post("/enrolment/challenge").expect(200).text("challenge");
  }

  String certificateRequest() {
    try {
      return Base64.getEncoder()
          .encodeToString(
              new JcaPKCS10CertificationRequestBuilder(
                      new X500Name("CN=whatever,O=somebody"), tlsKey.getPublic())
                  .build(new JcaContentSignerBuilder("SHA256withECDSA").build(tlsKey.getPrivate()))
                  .getEncoded());
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String enrolmentRequest(String challenge) {
    return new EnrolmentRequest(
            challenge,
            secret,
            identity.verifyKey(),
            wireguardKey,
            certificateRequest(),
            name,
            Optional.of("SN-" + name),
            keyGeneration,
            List.of("192.0.2.1:51820"),
            List.of(Prefix.parse("192.168.7.0/24")),
            false)
        .signed(identity);
  }

  Api.Reply send(String path, String jws) {
    return manager.owner.as("").post(path, JsonObject.builder().put("request", jws).build());
  }

  Api.Reply tryToEnrol() {
    return send("/enrolment", enrolmentRequest(challenge()));
  }

  SimulatedDevice enrol() {
    return take(tryToEnrol());
  }

  Api.Reply tryToRenew() {
    RenewalRequest request =
        new RenewalRequest(challenge(), id(), wireguardKey, certificateRequest(), keyGeneration);
    return send("/renewal", request.signed(identity));
  }

  SimulatedDevice renew() {
    return take(tryToRenew());
  }

  private SimulatedDevice take(Api.Reply reply) {
    try {
      answer = EnrolmentAnswer.fromBytes(reply.expect(200).json().toBytes());
      return this;
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  EnrolmentAnswer answer() {
    if (answer == null) {
      throw new IllegalStateException("not enrolled");
    }
    return answer;
  }

  String id() {
    return answer().device();
  }

  Topic topic(Leaf leaf) {
    return new Topic(answer().tenant(), id(), leaf);
  }

  /** Connects with any client identifier. */
  Mqtt5AsyncClient connectAs(String clientId) {
    return connectAs(clientId, true);
  }

  private Mqtt5AsyncClient connectAs(String clientId, boolean withCertificate) {
    var tls =
        MqttClientSslConfig.builder()
            .trustManagerFactory(Api.trust(manager.data.resolve("keys/authority.pem")))
            .protocols(List.of("TLSv1.3"));
    if (withCertificate) {
      tls = tls.keyManagerFactory(keys());
    }
    Mqtt5AsyncClient fresh =
        Mqtt5Client.builder()
            .identifier(clientId)
            .serverHost("localhost")
            .serverPort(manager.manager.mqttPort())
            .sslConfig(tls.build())
            .buildAsync();
    fresh.publishes(MqttGlobalPublishFilter.ALL, received::add);
    var _ =
        fresh
            .connectWith()
            .willPublish()
            .topic(topic(Leaf.STATE).toString())
            .payload(DeviceState.offline(boot))
            .qos(MqttQos.AT_LEAST_ONCE)
            .retain(true)
            .applyWillPublish()
            .send()
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
    return fresh;
  }

  void connectWithoutCertificate() {
    Mqtt5AsyncClient _ = connectAs(id(), false);
  }

  private KeyManagerFactory keys() {
    try {
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(
                      answer().certificates().getFirst().getBytes(StandardCharsets.US_ASCII)));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "device", tlsKey.getPrivate(), new char[0], new Certificate[] {certificate});
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, new char[0]);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks for something over HTTPS with its certificate. */
  HttpResponse<byte[]> fetch(String path) {
    try {
      SSLContext tls = SSLContext.getInstance("TLSv1.3");
      tls.init(
          keys().getKeyManagers(),
          Api.trust(manager.data.resolve("keys/authority.pem")).getTrustManagers(),
          null);
      try (HttpClient http = HttpClient.newBuilder().sslContext(tls).build()) {
        return http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "https://localhost:" + manager.manager.httpPort() + "/api/v1" + path))
                .build(),
            BodyHandlers.ofByteArray());
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Connects, subscribes to its topics, says how it is and asks for its map. */
  SimulatedDevice connect() {
    client = connectAs(id());
    for (Leaf leaf : Leaf.values()) {
      if (!leaf.isFromDevice()) {
        subscribe(topic(leaf).toString());
      }
    }
    askForMap(); // first, as the agent does
    sayState();
    return this;
  }

  Mqtt5AsyncClient client() {
    if (client == null) {
      throw new IllegalStateException("not connected");
    }
    return client;
  }

  /** Subscribes, or throws what the broker says against it. */
  void subscribe(String filter) {
    var _ =
        client()
            .subscribeWith()
            .topicFilter(filter)
            .qos(MqttQos.AT_LEAST_ONCE)
            .send()
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
  }

  DeviceState state() {
    return new DeviceState(
        true,
        boot,
        keyGeneration,
        epoch,
        wireguardKey,
        51820,
        List.of("192.0.2.1:51820"),
        List.of(Prefix.parse("192.168.7.0/24")),
        versions,
        new TreeMap<>(),
        new TreeMap<>(),
        List.of(),
        plugins);
  }

  void sayState() {
    Mqtt5PublishResult _ = publish(topic(Leaf.STATE).toString(), state().toBytes(), true);
  }

  void beat(String ofBoot, long ofEpoch) {
    Mqtt5PublishResult _ =
        publish(topic(Leaf.HEARTBEAT).toString(), new Heartbeat(ofBoot, ofEpoch).toBytes(), false);
  }

  void askForMap() {
    Mqtt5PublishResult _ =
        publish(topic(Leaf.MAP_REQUEST).toString(), new MapRequest(epoch).toBytes(), false);
  }

  Mqtt5PublishResult publish(String topic, byte[] payload, boolean retain) {
    return client()
        .publishWith()
        .topic(topic)
        .payload(payload)
        .qos(MqttQos.AT_LEAST_ONCE)
        .retain(retain)
        .send()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  /** The next message of that kind; those of others are passed over. */
  byte[] await(Leaf leaf) {
    try {
      while (true) {
        Mqtt5Publish publish = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (publish == null) {
          throw new AssertionError(name + " waits for " + leaf.text() + " in vain");
        }
        if (publish.getTopic().toString().equals(topic(leaf).toString())) {
          return publish.getPayloadAsBytes();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Takes maps until one is as wanted. */
  NetworkMap awaitMap(Predicate<NetworkMap> wanted) {
    while (true) {
      NetworkMap next = nextMap();
      if (wanted.test(next)) {
        return next;
      }
    }
  }

  /** The next word about maps, which must be that the one it has is still good. */
  void awaitUpToDate() {
    try {
      MapUpdate update = MapUpdate.fromBytes(await(Leaf.MAP));
      if (!(update instanceof MapUpdate.Current current) || current.epoch() != epoch) {
        throw new AssertionError(name + " has epoch " + epoch + " and gets " + update);
      }
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Returns when the manager has done with all that was sent to it before: it answers in order, and
   * that a map is still good it says only when it was asked.
   */
  void settle() {
    try {
      MapUpdate update;
      do {
        askForMap();
        update = MapUpdate.fromBytes(await(Leaf.MAP));
        take(update);
      } while (!(update instanceof MapUpdate.Current));
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes the next map; each is verified, whole ones and differences alike. */
  NetworkMap nextMap() {
    try {
      return take(MapUpdate.fromBytes(await(Leaf.MAP)));
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  private NetworkMap take(MapUpdate update) throws ProtocolException {
    if (update instanceof MapUpdate.Full) {
      fulls++;
    } else if (update instanceof MapUpdate.Delta) {
      deltas++;
    }
    map = update.applyTo(map, epoch);
    if (map.isEmpty()) {
      throw new AssertionError(name + " cannot use " + update);
    }
    NetworkMap verified = map.get().verified(answer().managerKey());
    if (!verified.device().equals(id()) || verified.epoch() < epoch) {
      throw new AssertionError("map of " + verified.device() + " epoch " + verified.epoch());
    }
    epoch = verified.epoch();
    return verified;
  }

  Optional<SignedMap> map() {
    return map;
  }

  long epoch() {
    return epoch;
  }

  void disconnect() {
    var _ =
        client()
            .disconnect()
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .handle((_, _) -> true)
            .join();
  }

  @Override
  public void close() {
    if (client != null) {
      disconnect();
    }
  }
}
