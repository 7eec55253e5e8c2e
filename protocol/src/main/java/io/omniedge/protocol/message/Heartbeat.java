package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;

/**
 * A device is here, and its {@link DeviceState} is what it was but for the epoch and for counters:
 * a state of hundreds of peers is too much to send every half minute over a mobile network.
 *
 * @param boot as in the state
 * @param epoch of the map in force, 0 for none
 */
public record Heartbeat(String boot, long epoch) {
  private static final int MAX_BYTES = 1024;

  /** Reads a message. */
  public static Heartbeat fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    return new Heartbeat(
        fields.text("boot", 64), fields.integer("epoch", 0, JsonNumber.MAX_SAFE_INTEGER));
  }

  /** The message. */
  public byte[] toBytes() {
    return JsonObject.builder().put("boot", boot).put("epoch", epoch).build().toBytes();
  }
}
