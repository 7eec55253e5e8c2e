package io.omniedge.manager.broker;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Our own connection to the broker: it subscribes to all that devices send, and comes back by
 * itself when it is lost. What is published waits for its acknowledgement, and only so much at a
 * time: whoever publishes more waits. Thread-safe.
 */
public final class MqttLink implements AutoCloseable {
  static final String CLIENT_ID = "omniedge-manager";

  private static final Logger LOG = System.getLogger(MqttLink.class.getName());

  /**
   * Published and not yet acknowledged; a full map of a large network has some 100 KB. More than
   * the embedded broker takes at one time would only wait in memory.
   */
  private static final int IN_FLIGHT = 200;

  /** Received and not yet taken in; more stays in the broker. */
  private static final int RECEIVE_MAXIMUM = 1_000;

  private static final long SESSION_SECONDS = 3_600;
  private static final long STOP_SECONDS = 5;

  private final Mqtt5AsyncClient client;
  private final boolean keepsSession;
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final ThreadPoolExecutor receiving =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("mqtt-receive").factory(),
          // What comes while we close, the broker keeps or sends again.
          new ThreadPoolExecutor.DiscardPolicy());
  private volatile boolean closing;
  private volatile Runnable listening = () -> {};

  /** A connection that is not opened yet. */
  public MqttLink(LinkSettings settings) {
    keepsSession = settings.keepsSession();
    Mqtt5ClientBuilder builder =
        Mqtt5Client.builder()
            .identifier(CLIENT_ID)
            .serverHost(settings.host())
            .serverPort(settings.port())
            .automaticReconnect()
            .initialDelay(200, TimeUnit.MILLISECONDS)
            .maxDelay(10, TimeUnit.SECONDS)
            .applyAutomaticReconnect()
            .addConnectedListener(this::connected)
            .addDisconnectedListener(
                context -> {
                  if (!closing) {
                    LOG.log(
                        Logger.Level.WARNING,
                        "no connection to {0}: {1}",
                        settings,
                        context.getCause().getMessage());
                  }
                });
    if (settings.tls().isPresent()) {
      MqttClientSslConfig tls =
          MqttClientSslConfig.builder()
              .trustManagerFactory(settings.tls().get())
              .protocols(List.of("TLSv1.3"))
              .build();
      builder = builder.sslConfig(tls);
    }
    if (settings.user().isPresent()) {
      byte[] password = settings.exposePassword().orElse("").getBytes(StandardCharsets.UTF_8);
      builder =
          builder.simpleAuth().username(settings.user().get()).password(password).applySimpleAuth();
    }
    client = builder.buildAsync();
  }

  /**
   * Connects, however long that takes; this does not wait for it.
   *
   * @param fromDevices takes what devices send, in order, on one thread; while it waits, the broker
   *     waits
   * @param listening called each time when it has subscribed: nothing is missed from then on
   */
  public void connect(BiConsumer<Topic, byte[]> fromDevices, Runnable listening) {
    this.listening = listening;
    client.publishes(
        MqttGlobalPublishFilter.ALL, publish -> received(publish, fromDevices), receiving);
    Mqtt5Connect connect =
        Mqtt5Connect.builder()
            .cleanStart(!keepsSession)
            .sessionExpiryInterval(keepsSession ? SESSION_SECONDS : 0)
            .restrictions()
            .receiveMaximum(RECEIVE_MAXIMUM)
            .applyRestrictions()
            .build();
    var _ =
        client
            .connect(connect)
            .whenComplete(
                (_, failure) -> {
                  if (failure != null && !closing) {
                    LOG.log(Logger.Level.ERROR, "cannot connect to the broker", failure);
                  }
                });
  }

  private void connected(MqttClientConnectedContext context) {
    if (context instanceof Mqtt5ClientConnectedContext mqtt5
        && mqtt5.getConnAck().getRestrictions().getTopicAliasMaximum() > 0) {
      LOG.log(
          Logger.Level.WARNING,
          "the broker offers topic aliases: gateways that use one before a connection is lost may"
              + " never come back; set its topic alias maximum to 0");
    }
    List<Mqtt5Subscription> subscriptions =
        Arrays.stream(Leaf.values())
            .filter(Leaf::isFromDevice)
            .map(
                leaf ->
                    Mqtt5Subscription.builder()
                        .topicFilter(Topic.filter(leaf))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .build())
            .toList();
    var _ =
        client
            .subscribe(Mqtt5Subscribe.builder().addSubscriptions(subscriptions).build())
            .whenComplete(
                (granted, failure) -> {
                  if (failure == null) {
                    listening.run();
                  } else if (!closing) {
                    LOG.log(Logger.Level.ERROR, "cannot subscribe at the broker", failure);
                  }
                });
  }

  private static void received(Mqtt5Publish publish, BiConsumer<Topic, byte[]> listener) {
    Optional<Topic> topic = Topic.parse(publish.getTopic().toString());
    if (topic.isPresent() && topic.get().leaf().isFromDevice()) {
      try {
        listener.accept(topic.get(), publish.getPayloadAsBytes());
      } catch (RuntimeException e) {
        LOG.log(Logger.Level.ERROR, "message on " + topic.get(), e);
      }
    }
  }

  /** Publishes with QoS 1; waits while too much is under way. Says whether the broker has it. */
  public CompletableFuture<Boolean> publish(Topic topic, byte[] payload, boolean retain) {
    return publish(Mqtt5Publish.builder().topic(topic.toString()).payload(payload), retain);
  }

  /** Publishes a command: the result comes back with the same correlation data. */
  public CompletableFuture<Boolean> publishCommand(
      Topic topic, byte[] payload, String id, Topic responses, long expirySeconds) {
    return publish(
        Mqtt5Publish.builder()
            .topic(topic.toString())
            .payload(payload)
            .responseTopic(responses.toString())
            .correlationData(id.getBytes(StandardCharsets.UTF_8))
            .messageExpiryInterval(expirySeconds),
        false);
  }

  private CompletableFuture<Boolean> publish(Mqtt5PublishBuilder.Complete message, boolean retain) {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.completedFuture(false);
    }
    return client
        .publish(message.qos(MqttQos.AT_LEAST_ONCE).retain(retain).build())
        .handle(
            (result, failure) -> {
              room.release();
              if (failure != null && !closing) {
                LOG.log(Logger.Level.WARNING, "a message was not published", failure);
              }
              // Somebody else is to be blamed for a refused one, but nobody got it either.
              return failure == null && result.getError().isEmpty();
            });
  }

  /** Whether there is a connection now. */
  public boolean isConnected() {
    return client.getState().isConnected();
  }

  /** Published and not yet acknowledged. */
  public int inFlight() {
    return IN_FLIGHT - room.availablePermits();
  }

  @Override
  public void close() {
    closing = true;
    try {
      var _ =
          client
              .disconnect()
              .orTimeout(STOP_SECONDS, TimeUnit.SECONDS)
              .handle((_, _) -> true)
              .join();
    } finally {
      receiving.shutdownNow();
    }
  }
}
