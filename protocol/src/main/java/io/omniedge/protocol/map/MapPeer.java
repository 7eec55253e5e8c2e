package io.omniedge.protocol.map;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.util.List;
import java.util.function.Function;

/**
 * Another member, as one member sees it.
 *
 * @param name its host name in the network
 * @param publicKey its WireGuard key in base64
 * @param addresses its own in the overlay
 * @param routes networks behind it
 * @param endpoints where it may be reached, the best first; none if it must call
 */
public record MapPeer(
    String name,
    String publicKey,
    List<Prefix> addresses,
    List<Prefix> routes,
    List<String> endpoints) {
  static final int MAX_ADDRESSES = 16;
  static final int MAX_ROUTES = 1_000;
  static final int MAX_ENDPOINTS = 16;

  /** Copies. */
  public MapPeer {
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
    endpoints = List.copyOf(endpoints);
  }

  static MapPeer read(Fields fields) throws ProtocolException {
    return new MapPeer(
        fields.text("name", Names.LABEL),
        fields.text("publicKey", Names.WIREGUARD_KEY),
        fields.texts("addresses", MAX_ADDRESSES, 50, Prefix::parse),
        fields.texts("routes", MAX_ROUTES, 50, Prefix::parse),
        fields.texts("endpoints", MAX_ENDPOINTS, 300, MapPeer::endpoint));
  }

  private static String endpoint(String text) {
    if (!Names.HOST_AND_PORT.matcher(text).matches()) {
      throw new IllegalArgumentException("it must be host:port or [IPv6 address]:port");
    }
    return text;
  }

  /** As a map has it. Build it once and share it: a network's maps have the same ones. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("name", name)
        .put("publicKey", publicKey)
        .put("addresses", texts(addresses, Prefix::toString))
        .put("routes", texts(routes, Prefix::toString))
        .put("endpoints", endpoints)
        .build();
  }

  private static <T> List<String> texts(List<T> values, Function<T, String> text) {
    return values.stream().map(text).toList();
  }
}
