package io.omniedge.bench.fleet;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5MessageException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.omniedge.gateway.agent.enrol.Backoff;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.map.MapUpdate;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.SignedMap;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Heartbeat;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.MapRequest;
import io.omniedge.protocol.message.PeerTraffic;
import io.omniedge.protocol.message.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a gateway's agent says to its manager, with the times of the agent and its back-off:
 * connects, subscribes, asks for its map, tells its state, and again when the connection is lost.
 * Each map is verified as the agent does it. Reported configurations and forms are left out: they
 * are sent once in a device's life. Thread-safe.
 */
final class SimulatedDevice {
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final long CONNECT_TIMEOUT_MILLIS = 60_000;
  private static final long SESSION_SECONDS = 3_600;
  private static final long WILL_DELAY_SECONDS = 5;
  private static final int RECEIVE_MAXIMUM = 20;
  private static final long LEAST_MILLIS = 1_000;
  private static final long MOST_MILLIS = 60_000;
  private static final long HEARTBEAT_MILLIS = 30_000;

  private final String name;
  private final DeviceKeys keys;
  private final EnrolmentAnswer answer;
  private final Fleet fleet;
  private final String boot = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final Backoff backoff =
      new Backoff(ThreadLocalRandom.current(), LEAST_MILLIS, MOST_MILLIS);
  private final Mqtt5AsyncClient client;

  /** The signed map that is in force, packed: a parsed one takes ten times as much. */
  private byte[] map = {};

  private Set<String> peers = Set.of();
  private long epoch;
  private long stateDueNanos;
  private boolean wanted;
  private int run;
  private volatile boolean upToDate;
  private volatile boolean revoked;

  SimulatedDevice(String name, DeviceKeys keys, EnrolmentAnswer answer, Fleet fleet) {
    this.name = name;
    this.keys = keys;
    this.answer = answer;
    this.fleet = fleet;
    client =
        Mqtt5Client.builder()
            .identifier(answer.device())
            .serverHost(answer.brokerHost())
            .serverPort(answer.brokerPort())
            .executorConfig(fleet.executors())
            .sslConfig(
                MqttClientSslConfig.builder()
                    .trustManagerFactory(fleet.authority().trust())
                    .keyManagerFactory(fleet.certificate(keys, answer).factory())
                    .protocols(List.of("TLSv1.3"))
                    .handshakeTimeout(CONNECT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                    .build())
            .transportConfig()
            .socketConnectTimeout(CONNECT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
            .mqttConnectTimeout(CONNECT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
            .applyTransportConfig()
            .addConnectedListener(context -> connected())
            .addDisconnectedListener(this::disconnected)
            .buildAsync();
    client.publishes(MqttGlobalPublishFilter.ALL, this::received, fleet.worker());
  }

  String id() {
    return answer.device();
  }

  String network() {
    return answer.network();
  }

  /** Of how it was called when it enrolled. */
  String name() {
    return name;
  }

  /** Whether it was told on this connection which map is the newest, and has that. */
  boolean isUpToDate() {
    return upToDate;
  }

  /** Whether its map or the broker said that it is out. */
  boolean isRevoked() {
    return revoked;
  }

  /** Connects, now and whenever the connection is lost. */
  synchronized void connect() {
    wanted = true;
    Mqtt5Connect connect =
        Mqtt5Connect.builder()
            .cleanStart(false)
            .sessionExpiryInterval(SESSION_SECONDS)
            .keepAlive(KEEP_ALIVE_SECONDS)
            .restrictions()
            .receiveMaximum(RECEIVE_MAXIMUM)
            .maximumPacketSize(NetworkMap.MAX_BYTES + 1024)
            .applyRestrictions()
            .willPublish()
            .topic(topic(Leaf.STATE))
            .payload(DeviceState.offline(boot))
            .qos(MqttQos.AT_LEAST_ONCE)
            .retain(true)
            .delayInterval(WILL_DELAY_SECONDS)
            .applyWillPublish()
            .build();
    // How it ends is told to the listeners.
    var _ = client.connect(connect).exceptionally(e -> null);
  }

  /** Leaves for good. */
  synchronized void close() {
    wanted = false;
    run++;
    if (client.getState().isConnected()) {
      var _ = client.disconnect().exceptionally(e -> null);
    }
  }

  private synchronized void disconnected(MqttClientDisconnectedContext context) {
    if (upToDate) {
      fleet.lost();
    }
    upToDate = false;
    run++;
    if (context.getCause() instanceof Mqtt5MessageException) {
      fleet.refusals().increment();
    }
    if (!wanted || revoked) {
      return;
    }
    fleet.retries().increment();
    context.getReconnector().reconnect(true).delay(backoff.nextMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void connected() {
    backoff.reset();
    int now = ++run;
    List<Mqtt5Subscription> subscriptions =
        Arrays.stream(Leaf.values())
            .filter(leaf -> !leaf.isFromDevice())
            .map(
                leaf ->
                    Mqtt5Subscription.builder()
                        .topicFilter(topic(leaf))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .build())
            .toList();
    var _ =
        client
            .subscribe(Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build())
            .whenCompleteAsync((granted, failure) -> subscribed(now, failure), fleet.worker());
  }

  private synchronized void subscribed(int asked, Throwable failure) {
    if (asked != run) {
      return;
    }
    if (failure != null) {
      fleet.failed(name + " may not subscribe: " + failure);
      return;
    }
    askForMap();
    stateDueNanos = System.nanoTime();
    tellState(asked);
  }

  private void askForMap() {
    publish(Leaf.MAP_REQUEST, new MapRequest(epoch).toBytes(), false);
  }

  /** Tells how it is, then again with each heartbeat of this connection. */
  private synchronized void tellState(int asked) {
    if (asked != run) {
      return;
    }
    if (fleet.hasHeartbeats() || !upToDate) {
      tellState();
    }
    long jitter = ThreadLocalRandom.current().nextLong(HEARTBEAT_MILLIS / 5);
    fleet.later(() -> tellState(asked), HEARTBEAT_MILLIS * 9 / 10 + jitter);
  }

  /** As the agent does it: a long state seldom, and a heartbeat in its place. */
  private void tellState() {
    if (System.nanoTime() - stateDueNanos >= 0) {
      byte[] state = state();
      publish(Leaf.STATE, state, true);
      stateDueNanos =
          System.nanoTime() + TimeUnit.SECONDS.toNanos(DeviceState.pauseSeconds(state.length));
      fleet.states().increment();
    } else {
      publish(Leaf.HEARTBEAT, new Heartbeat(boot, epoch).toBytes(), false);
      fleet.heartbeats().increment();
    }
  }

  /** With traffic of all its peers, as on a gateway that is in use. */
  private byte[] state() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long now = System.currentTimeMillis() / 1000;
    TreeMap<String, PeerTraffic> traffic = new TreeMap<>();
    for (String peer : peers) {
      traffic.put(
          peer,
          new PeerTraffic(
              Optional.of("192.0.2." + random.nextInt(1, 255) + ":51820"),
              now - random.nextInt(120),
              random.nextLong(1L << 40),
              random.nextLong(1L << 40)));
    }
    return new DeviceState(
            true,
            boot,
            1,
            epoch,
            keys.wireguardKey(),
            51820,
            Fleet.endpoints(name),
            List.of(),
            new TreeMap<>(fleet.versions()),
            traffic,
            new TreeMap<>(),
            List.of(),
            List.of())
        .toBytes();
  }

  private void publish(Leaf leaf, byte[] payload, boolean retain) {
    var _ =
        client
            .publishWith()
            .topic(topic(leaf))
            .payload(payload)
            .qos(MqttQos.AT_LEAST_ONCE)
            .retain(retain)
            .send()
            .whenComplete(
                (result, failure) -> {
                  if (failure == null && result.getError().isPresent()) {
                    fleet.failed(name + " may not publish: " + result.getError().get());
                  } else if (failure == null && isUnheard(result)) {
                    fleet.unheard().increment();
                  } // else the connection is lost: the next one says it again
                });
  }

  /** The broker took it, but nobody was there who wants it. */
  private static boolean isUnheard(Mqtt5PublishResult result) {
    return result instanceof Mqtt5PublishResult.Mqtt5Qos1Result taken
        && taken.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS;
  }

  private String topic(Leaf leaf) {
    return new Topic(answer.tenant(), answer.device(), leaf).toString();
  }

  private synchronized void received(Mqtt5Publish publish) {
    if (!publish.getTopic().toString().equals(topic(Leaf.MAP))) {
      return;
    }
    try {
      take(MapUpdate.fromBytes(publish.getPayloadAsBytes()));
    } catch (ProtocolException e) {
      fleet.failed(name + " refuses its map: " + e.getMessage());
    }
  }

  private void take(MapUpdate update) throws ProtocolException {
    if (update instanceof MapUpdate.Current current) {
      if (current.epoch() == epoch) {
        nowUpToDate();
      } else {
        askForMap();
      }
      return;
    }
    Optional<SignedMap> present =
        map.length == 0 ? Optional.empty() : Optional.of(SignedMap.fromBytes(map));
    Optional<SignedMap> result = update.applyTo(present, epoch);
    if (result.isEmpty()) {
      fleet.misfits().increment();
      epoch = 0;
      askForMap();
      return;
    }
    NetworkMap verified = result.get().verified(answer.managerKey());
    if (!verified.device().equals(id()) || !verified.network().equals(network())) {
      throw new ProtocolException("device", verified.device(), "it is for somebody else");
    }
    if (verified.epoch() < epoch) {
      throw new ProtocolException("epoch", Long.toString(verified.epoch()), "it is older");
    }
    (update instanceof MapUpdate.Delta ? fleet.deltas() : fleet.fulls()).increment();
    map = result.get().toBytes();
    peers = Set.copyOf(verified.peers().keySet());
    epoch = verified.epoch();
    revoked = verified.membership() == Membership.REVOKED;
    fleet.mapped(this, verified, System.nanoTime());
    nowUpToDate();
    tellState();
  }

  private void nowUpToDate() {
    if (!upToDate && client.getState().isConnected()) {
      upToDate = true;
      fleet.gained();
    }
  }

  int peers() {
    return peers.size();
  }
}
