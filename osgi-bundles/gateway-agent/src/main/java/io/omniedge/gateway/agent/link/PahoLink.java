package io.omniedge.gateway.agent.link;

import io.omniedge.gateway.agent.trust.AuthorityTrust;
import io.omniedge.gateway.agent.trust.Tls;
import io.omniedge.protocol.enrol.EnrolmentAnswer;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * A link with Eclipse Paho, one client object for each connection. Thread-safe.
 *
 * <p>Paho 1.2.5 uses topic aliases when the broker offers them and sends stored messages again with
 * aliases that are not known any more, for ever (eclipse-paho/paho.mqtt.java 1104). A client that
 * never reconnects and stores nothing cannot; what must not be lost is in our own outbox.
 */
public final class PahoLink implements ManagerLink {
  private static final Logger LOG = System.getLogger(PahoLink.class.getName());

  private static final int KEEP_ALIVE_SECONDS = 30;

  /** A manager of which 5,000 devices want a TLS handshake at once needs 45 s for the last one. */
  private static final int CONNECT_TIMEOUT_SECONDS = 60;

  /** So long the broker keeps commands for a device that is away. */
  private static final long SESSION_SECONDS = 3600;

  /** A connection that comes back so soon was never gone for anybody. */
  private static final long WILL_DELAY_SECONDS = 5;

  private static final int CLOSE_MILLIS = 1_000;

  /** Reason codes of CONNACK and DISCONNECT from here on refuse [MQTT 5, 2.4]. */
  private static final int FIRST_REFUSAL = 0x80;

  /**
   * Client identifier not valid, bad user name or password, not authorized, banned, bad
   * authentication method [MQTT5 3.2.2.2].
   */
  private static final Set<Integer> CLIENT_NOT_WANTED = Set.of(0x85, 0x86, 0x87, 0x8A, 0x8C);

  private static final int TOKEN_MAXIMUM = 65_535;

  private final MqttAsyncClient client;
  private final EnrolmentAnswer member;
  private final Listener listener;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile int receiveMaximum = 1;
  private volatile boolean isResumed;

  private PahoLink(MqttAsyncClient client, EnrolmentAnswer member, Listener listener) {
    this.client = client;
    this.member = member;
    this.listener = listener;
  }

  /** Begins an attempt. */
  public static ManagerLink open(LinkSettings settings, Listener listener) {
    EnrolmentAnswer member = settings.credentials().answer();
    String host = member.brokerHost();
    String uriHost = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    try {
      // Not ssl: in the address, see TlsSocketFactory; the sockets speak TLS all the same.
      MqttAsyncClient client =
          new MqttAsyncClient(
              "tcp://" + uriHost + ":" + member.brokerPort(),
              member.device(),
              new MemoryPersistence());
      PahoLink link = new PahoLink(client, member, listener);
      link.connect(settings, uriHost);
      return link;
    } catch (MqttException | IllegalArgumentException e) {
      LOG.log(Level.DEBUG, "no MQTT client", e);
      listener.ended(false, "no connection can be made: " + e.getMessage());
      return new EndedLink();
    }
  }

  private void connect(LinkSettings settings, String host) throws MqttException {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    options.setCleanStart(false);
    options.setSessionExpiryInterval(SESSION_SECONDS);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setConnectionTimeout(CONNECT_TIMEOUT_SECONDS);
    options.setMaximumPacketSize((long) NetworkMap.MAX_BYTES + 1024);
    options.setReceiveMaximum(20);
    options.setTopicAliasMaximum(0);
    AuthorityTrust trust =
        new AuthorityTrust(
            AuthorityTrust.fingerprint(settings.credentials().authority()), settings.time());
    options.setSocketFactory(Tls.sockets(trust, settings.credentials(), host));
    MqttMessage will = new MqttMessage(DeviceState.offline(settings.boot()), 1, true, null);
    options.setWill(topic(Leaf.STATE), will);
    MqttProperties willProperties = new MqttProperties();
    willProperties.setWillDelayInterval(WILL_DELAY_SECONDS);
    options.setWillMessageProperties(willProperties);
    client.setCallback(new Callbacks());
    client.connect(
        options,
        null,
        new Done(
            this::subscribe,
            (token, cause) -> end(isRefusal(cause) || isTlsRefusal(cause), reason(cause))));
  }

  /**
   * Whether CONNACK says that this client is not wanted, and not only that the broker is busy. Paho
   * puts its reason code into the exception; the token of the attempt has none.
   */
  private static boolean isRefusal(@Nullable Throwable cause) {
    return cause instanceof MqttException e && CLIENT_NOT_WANTED.contains(e.getReasonCode());
  }

  /** Alerts such as certificate_revoked or certificate_expired; the broker was there. */
  private static boolean isTlsRefusal(@Nullable Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      String message = String.valueOf(e.getMessage());
      if (e instanceof javax.net.ssl.SSLException && message.contains("Received fatal alert")) {
        return true;
      }
    }
    return false;
  }

  private static String reason(@Nullable Throwable cause) {
    String said = "the connection ended";
    for (Throwable e = cause; e != null; e = e.getCause()) {
      said = e.getMessage() == null ? e.getClass().getSimpleName() : String.valueOf(e.getMessage());
    }
    return said;
  }

  private void subscribe(IMqttToken token) {
    Integer allowed =
        token.getResponseProperties() == null
            ? null
            : token.getResponseProperties().getReceiveMaximum();
    receiveMaximum = allowed == null ? TOKEN_MAXIMUM : allowed;
    isResumed = token.getSessionPresent();
    MqttSubscription[] subscriptions =
        Arrays.stream(Leaf.values())
            .filter(leaf -> !leaf.isFromDevice())
            .map(leaf -> new MqttSubscription(topic(leaf), 1))
            .toArray(MqttSubscription[]::new);
    try {
      client.subscribe(
          subscriptions,
          null,
          new Done(this::subscribed, (failed, cause) -> end(true, reason(cause))),
          new MqttProperties());
    } catch (MqttException e) {
      end(false, reason(e));
    }
  }

  private void subscribed(IMqttToken token) {
    for (int code : token.getReasonCodes()) {
      if (code >= FIRST_REFUSAL) {
        end(true, "the broker refuses the subscriptions");
        return;
      }
    }
    if (!ended.get()) {
      listener.connected();
    }
  }

  private String topic(Leaf leaf) {
    return new Topic(member.tenant(), member.device(), leaf).toString();
  }

  @Override
  public boolean publish(
      Leaf leaf,
      byte[] payload,
      boolean retained,
      Optional<String> correlation,
      Runnable acknowledged) {
    MqttProperties properties = new MqttProperties();
    correlation.ifPresent(
        text -> properties.setCorrelationData(text.getBytes(StandardCharsets.UTF_8)));
    MqttMessage message = new MqttMessage(payload, 1, retained, properties);
    try {
      client.publish(
          topic(leaf),
          message,
          null,
          new Done(token -> acknowledged.run(), (token, cause) -> notTaken(leaf, token, cause)));
      return !ended.get();
    } catch (MqttException e) {
      // 32104 not connected, 32202 too much in flight: the caller has kept it.
      LOG.log(Level.DEBUG, "publishing failed", e);
      return false;
    }
  }

  /** A reason code of PUBACK; only a broker that is set up wrongly refuses our own topics. */
  private void notTaken(Leaf leaf, IMqttToken token, @Nullable Throwable cause) {
    int[] codes = token.getReasonCodes();
    if (codes != null && codes.length > 0 && codes[0] >= FIRST_REFUSAL) {
      end(true, "the broker refuses " + leaf.text() + " with code " + codes[0]);
    } else {
      LOG.log(Level.DEBUG, "publishing failed", cause);
    }
  }

  @Override
  public boolean isResumed() {
    return isResumed;
  }

  @Override
  public int receiveMaximum() {
    return receiveMaximum;
  }

  private void end(boolean refused, String reason) {
    if (ended.compareAndSet(false, true)) {
      // Paho waits for its own threads when it closes, and this may be one of them.
      Thread closer = new Thread(this::release, "omniedge-mqtt-close");
      closer.setDaemon(true);
      closer.start();
      listener.ended(refused, reason);
    }
  }

  private void release() {
    try {
      // Without a DISCONNECT: then the broker says by our will that we are gone.
      client.disconnectForcibly(0, CLOSE_MILLIS, false);
    } catch (MqttException e) {
      LOG.log(Level.DEBUG, "already disconnected", e);
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      LOG.log(Level.DEBUG, "already closed", e);
    }
  }

  @Override
  public void close() {
    if (ended.compareAndSet(false, true)) {
      release();
    }
  }

  /** The two ways an action ends. */
  private record Done(Success success, Failure failure) implements MqttActionListener {
    interface Success {
      void of(IMqttToken token);
    }

    interface Failure {
      void of(IMqttToken token, @Nullable Throwable cause);
    }

    @Override
    public void onSuccess(IMqttToken token) {
      success.of(token);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      failure.of(token, cause);
    }
  }

  private final class Callbacks implements MqttCallback {
    @Override
    public void disconnected(MqttDisconnectResponse response) {
      int code = response.getReturnCode();
      String text = response.getReasonString();
      String reason =
          text != null && !text.isEmpty() ? text : PahoLink.reason(response.getException());
      // 0x8E taken over, 0x8B shutting down: there is a broker that may take us again.
      end(code == 0x87 || code == 0x98, code > 0 ? reason + " (code " + code + ")" : reason);
    }

    @Override
    public void mqttErrorOccurred(MqttException e) {
      LOG.log(Level.DEBUG, "MQTT error", e);
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Optional<Topic> known = Topic.parse(topic);
      boolean ours =
          known.isPresent()
              && known.get().tenant().equals(member.tenant())
              && known.get().device().equals(member.device());
      if (ours && !known.get().leaf().isFromDevice() && !ended.get()) {
        listener.received(known.get().leaf(), message.getPayload());
      }
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int reason, MqttProperties properties) {}
  }

  /** A link that never was. */
  private static final class EndedLink implements ManagerLink {
    @Override
    public boolean publish(
        Leaf leaf,
        byte[] payload,
        boolean retained,
        Optional<String> correlation,
        Runnable acknowledged) {
      return false;
    }

    @Override
    public boolean isResumed() {
      return false;
    }

    @Override
    public int receiveMaximum() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
