package io.omniedge.protocol.enrol;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.sign.VerifyKey;
import java.util.List;

/**
 * The manager's answer to an enrolment or a renewal. It comes over TLS from the manager that the
 * setup key names, and is pinned from then on.
 *
 * @param tenant identifier of the owner
 * @param network identifier of the network
 * @param device identifier of the device from now on
 * @param membership pending until somebody approves it, if its setup key does not
 * @param managerKey signs everything the device is to act on
 * @param certificates PEM: the device's, then those up to the authority's
 * @param authority PEM: who signs the broker's certificate, and the manager's
 * @param brokerHost of MQTT over TLS
 * @param brokerPort of the same
 * @param time seconds since 1970
 */
public record EnrolmentAnswer(
    String tenant,
    String network,
    String device,
    Membership membership,
    VerifyKey managerKey,
    List<String> certificates,
    String authority,
    String brokerHost,
    int brokerPort,
    long time) {
  /** Of the message. */
  public static final int MAX_BYTES = 64 << 10;

  private static final int MAX_PEM_CHARS = 8_000;

  /** Copies. */
  public EnrolmentAnswer {
    certificates = List.copyOf(certificates);
  }

  /** Reads a message. */
  public static EnrolmentAnswer fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    Fields broker = fields.object("broker");
    return new EnrolmentAnswer(
        fields.text("tenant", Names.ID),
        fields.text("network", Names.ID),
        fields.text("device", Names.ID),
        fields.parsed("membership", 20, Membership::parse),
        fields.parsed("managerKey", 43, VerifyKey::parse),
        fields.texts("certificates", 4, MAX_PEM_CHARS, pem -> pem),
        fields.text("authority", MAX_PEM_CHARS),
        broker.text("host", 253),
        (int) broker.integer("port", 1, 65535),
        fields.integer("time", 0, JsonNumber.MAX_SAFE_INTEGER));
  }

  /** The message. */
  public byte[] toBytes() {
    return JsonObject.builder()
        .put("tenant", tenant)
        .put("network", network)
        .put("device", device)
        .put("membership", membership.text())
        .put("managerKey", managerKey.toString())
        .put("certificates", certificates)
        .put("authority", authority)
        .put("broker", JsonObject.builder().put("host", brokerHost).put("port", brokerPort).build())
        .put("time", time)
        .build()
        .toBytes();
  }
}
