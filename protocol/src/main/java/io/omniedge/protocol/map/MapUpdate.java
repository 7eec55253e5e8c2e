package io.omniedge.protocol.map;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.MergePatch;
import java.util.Optional;

/**
 * What a manager sends on the topic {@code map}: a whole map, the difference to the one the device
 * has, or that there is none. The signature is over the whole map that results in any case, so that
 * a difference to something else never passes.
 */
public sealed interface MapUpdate {
  /** A whole map. */
  record Full(SignedMap map) implements MapUpdate {}

  /**
   * A difference.
   *
   * @param from epoch of the map it applies to
   * @param patch a JSON Merge Patch [RFC 7396]
   * @param signature of the map that results
   */
  record Delta(long from, JsonObject patch, String signature) implements MapUpdate {}

  /**
   * The device is up to date.
   *
   * @param epoch of the map it has
   */
  record Current(long epoch) implements MapUpdate {}

  /** The smaller of both: the whole map, or the difference to the one before. */
  static MapUpdate between(SignedMap before, long epochBefore, SignedMap after) {
    return new Delta(
        epochBefore, MergePatch.between(before.document(), after.document()), after.signature());
  }

  /** Reads a message. */
  static MapUpdate fromBytes(byte[] bytes) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(bytes, NetworkMap.MAX_BYTES));
    String type = fields.text("type", 20);
    return switch (type) {
      case "full" -> new Full(SignedMap.read(fields));
      case "delta" ->
          new Delta(
              fields.integer("from", 1, JsonNumber.MAX_SAFE_INTEGER),
              fields.object("patch").object(),
              fields.text("signature", 400));
      case "current" -> new Current(fields.integer("epoch", 1, JsonNumber.MAX_SAFE_INTEGER));
      default -> throw fields.wrong("type", type, "it must be full, delta or current");
    };
  }

  /** The message. */
  default byte[] toBytes() {
    JsonObject.Builder message = JsonObject.builder();
    if (this instanceof Full full) {
      message
          .put("type", "full")
          .put("map", full.map().document())
          .put("signature", full.map().signature());
    } else if (this instanceof Delta delta) {
      message
          .put("type", "delta")
          .put("from", delta.from())
          .put("patch", delta.patch())
          .put("signature", delta.signature());
    } else if (this instanceof Current current) {
      message.put("type", "current").put("epoch", current.epoch());
    }
    return message.build().toBytes();
  }

  /**
   * The map that results; not verified yet.
   *
   * @param present the map the device has
   * @param epoch of that
   * @return nothing if this is a difference to another map: ask for a whole one
   */
  default Optional<SignedMap> applyTo(Optional<SignedMap> present, long epoch) {
    if (this instanceof Full full) {
      return Optional.of(full.map());
    }
    if (this instanceof Delta delta) {
      return present
          .filter(map -> delta.from() == epoch)
          .map(
              map ->
                  new SignedMap(
                      MergePatch.apply(map.document(), delta.patch()), delta.signature()));
    }
    return present.filter(map -> ((Current) this).epoch() == epoch);
  }
}
