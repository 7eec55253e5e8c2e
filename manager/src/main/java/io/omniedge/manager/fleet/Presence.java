package io.omniedge.manager.fleet;

import io.omniedge.manager.map.Packed;
import io.omniedge.protocol.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a device is, as far as it told us since we started.
 *
 * @param online whether it is connected and not silent
 * @param boot the run that told it last
 * @param seenAt milliseconds since 1970
 * @param state the document it sent last
 */
record Presence(boolean online, String boot, long seenAt, @Nullable Packed state) {
  static final Presence UNKNOWN = new Presence(false, "", 0, null);

  Presence gone(long now) {
    return new Presence(false, boot, now, state);
  }

  Optional<JsonObject> document() {
    return Optional.ofNullable(state).map(Packed::document);
  }
}
