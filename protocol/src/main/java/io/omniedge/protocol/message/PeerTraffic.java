package io.omniedge.protocol.message;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import java.util.Optional;

/**
 * How a device sees one of its peers.
 *
 * @param endpoint where it is reached
 * @param lastHandshake seconds since 1970, 0 for never
 * @param receivedBytes since the tunnel is up, sealed
 * @param sentBytes likewise
 */
public record PeerTraffic(
    Optional<String> endpoint, long lastHandshake, long receivedBytes, long sentBytes) {
  static PeerTraffic read(Fields fields) throws ProtocolException {
    long max = JsonNumber.MAX_SAFE_INTEGER;
    return new PeerTraffic(
        fields.optionalText("endpoint", 300),
        fields.integer("lastHandshake", 0, max),
        fields.integer("receivedBytes", 0, max),
        fields.integer("sentBytes", 0, max));
  }

  JsonObject toJson() {
    return JsonObject.builder()
        .putIfPresent("endpoint", endpoint)
        .put("lastHandshake", lastHandshake)
        .put("receivedBytes", receivedBytes)
        .put("sentBytes", sentBytes)
        .build();
  }
}
