package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;

/**
 * A device asks for its map.
 *
 * @param epoch of the map it has, 0 for none or one that failed: then a whole one comes
 */
public record MapRequest(long epoch) {
  private static final int MAX_BYTES = 1024;

  /** Reads a message. */
  public static MapRequest fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, MAX_BYTES));
    return new MapRequest(fields.integer("epoch", 0, JsonNumber.MAX_SAFE_INTEGER));
  }

  /** The message. */
  public byte[] toBytes() {
    return JsonObject.builder().put("epoch", epoch).build().toBytes();
  }
}
