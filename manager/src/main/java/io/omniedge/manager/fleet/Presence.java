package io.omniedge.manager.fleet;

import io.omniedge.manager.map.Packed;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a device is, as far as it told us since we started.
 *
 * @param online whether it is connected and not silent
 * @param boot the run that told it last
 * @param epoch of the map in force there
 * @param seenAt milliseconds since 1970
 * @param toldAt when it sent the state, likewise
 * @param state the document it sent last
 */
record Presence(
    boolean online, String boot, long epoch, long seenAt, long toldAt, @Nullable Packed state) {
  static final Presence UNKNOWN = new Presence(false, "", 0, 0, 0, null);

  Presence gone(long now) {
    return new Presence(false, boot, epoch, now, toldAt, state);
  }

  Presence heard(long newEpoch, long now) {
    return new Presence(true, boot, newEpoch, now, toldAt, state);
  }

  /** The state, with the epoch that was told last. */
  Optional<JsonObject> document() {
    return Optional.ofNullable(state)
        .map(
            packed -> {
              TreeMap<String, JsonValue> members = new TreeMap<>(packed.document().members());
              members.put("epoch", JsonNumber.of(epoch));
              return new JsonObject(members);
            });
  }
}
