package io.omniedge.manager.broker;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.client.parameter.ClientTlsInformation;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.omniedge.manager.authority.DeviceCertificate;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Who may connect to the embedded broker: on the listener for devices, a client whose certificate
 * is of our authority (TLS saw to that) and names the device whose identifier it uses; on the other
 * one, we ourselves by a secret. A device may use the topics of its own and nothing else.
 */
final class DeviceAuthenticator implements SimpleAuthenticator {
  static final String DEVICES = "devices";
  static final String MANAGER = "manager";

  /** Waiting messages for us: every device may speak at once. */
  private static final long MANAGER_QUEUE = 200_000;

  /** How long a device waits at the door while the manager starts. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Admission admission;
  private final CompletableFuture<Boolean> open;
  private final byte[] secret;

  DeviceAuthenticator(Admission admission, CompletableFuture<Boolean> open, String secret) {
    this.admission = admission;
    this.open = open;
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
    String listener =
        input.getConnectionInformation().getListener().map(Listener::getName).orElse("");
    String client = input.getClientInformation().getClientId();
    // Without this, whatever no permission speaks of is allowed.
    output.getDefaultPermissions().setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
    switch (listener) {
      case MANAGER -> connectManager(client, input, output);
      case DEVICES -> connectWhenOpen(client, input, output);
      default -> output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED);
    }
  }

  private void connectManager(String client, SimpleAuthInput input, SimpleAuthOutput output) {
    byte[] given =
        input.getConnectPacket().getPassword().map(DeviceAuthenticator::bytes).orElse(new byte[0]);
    if (!client.equals(MqttLink.CLIENT_ID) || !MessageDigest.isEqual(secret, given)) {
      output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD);
      return;
    }
    output
        .getDefaultPermissions()
        .add(permission(Topic.ROOT + "#", TopicPermission.MqttActivity.ALL));
    output.getClientSettings().setClientQueueSizeMaximum(MANAGER_QUEUE);
    output.authenticateSuccessfully();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /**
   * A device asks for its map when it is connected, once. Before the manager has subscribed, nobody
   * would hear that, and the broker would take it all the same.
   */
  private void connectWhenOpen(String client, SimpleAuthInput input, SimpleAuthOutput output) {
    if (open.isDone()) {
      connectDevice(client, input, output);
      return;
    }
    Async<SimpleAuthOutput> waiting =
        output.async(PATIENCE, TimeoutFallback.FAILURE, ConnackReasonCode.SERVER_UNAVAILABLE);
    var _ =
        open.thenRun(
            () -> {
              if (waiting.getStatus() == Async.Status.RUNNING) {
                connectDevice(client, input, output);
                waiting.resume();
              }
            });
  }

  private void connectDevice(String client, SimpleAuthInput input, SimpleAuthOutput output) {
    Optional<X509Certificate> certificate =
        input
            .getConnectionInformation()
            .getClientTlsInformation()
            .flatMap(ClientTlsInformation::getClientCertificate);
    Optional<String> tenant = admission.tenantOf(client);
    if (certificate.isEmpty()
        || tenant.isEmpty()
        || !DeviceCertificate.of(certificate.get())
            .equals(Optional.of(new DeviceCertificate(tenant.get(), client)))) {
      output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED);
      return;
    }
    ModifiableDefaultPermissions permissions = output.getDefaultPermissions();
    for (Leaf leaf : Leaf.values()) {
      permissions.add(
          permission(
              new Topic(tenant.get(), client, leaf).toString(),
              leaf.isFromDevice()
                  ? TopicPermission.MqttActivity.PUBLISH
                  : TopicPermission.MqttActivity.SUBSCRIBE));
    }
    output.authenticateSuccessfully();
  }

  private static TopicPermission permission(String filter, TopicPermission.MqttActivity activity) {
    return Builders.topicPermission()
        .topicFilter(filter)
        .type(TopicPermission.PermissionType.ALLOW)
        .activity(activity)
        .sharedSubscription(TopicPermission.SharedSubscription.NOT_SHARED)
        .build();
  }
}
