package io.omniedge.protocol.map;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What one device is to know of its network. Immutable.
 *
 * @param tenant identifier of the owner
 * @param network identifier of the network
 * @param domain of the names, as {@code plants.omniedge}
 * @param device identifier of the device it is for
 * @param epoch grows with every map of this device; an older map is refused
 * @param issuedAt seconds since 1970: it is not earlier than this, whatever the clock says
 * @param membership anything but active means no peers
 * @param name host name of the device
 * @param addresses its own in the overlay
 * @param routes networks behind it that the manager approved
 * @param peers by their device identifiers
 * @param rules flows it may open and accept, by names that stay the same
 * @param names addresses by names below the domain, as {@code plc1.line3}
 */
public record NetworkMap(
    String tenant,
    String network,
    String domain,
    String device,
    long epoch,
    long issuedAt,
    Membership membership,
    String name,
    List<Prefix> addresses,
    List<Prefix> routes,
    SortedMap<String, MapPeer> peers,
    SortedMap<String, FlowRule> rules,
    SortedMap<String, List<Prefix>> names) {
  /** The version of the format this is. */
  public static final int VERSION = 1;

  /** A map of 1,000 peers has about 300 KB. */
  public static final int MAX_BYTES = 8 << 20;

  private static final int MAX_PEERS = 10_000;
  private static final int MAX_RULES = 10_000;
  private static final int MAX_NAMES = 50_000;

  /** Copies. */
  public NetworkMap {
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
    peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
    rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
    names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
  }

  /** Reads the document; the whole of it is refused for one wrong field. */
  public static NetworkMap read(JsonObject document) throws ProtocolException {
    Fields fields = Fields.of(document);
    fields.integer("version", VERSION, VERSION);
    return new NetworkMap(
        fields.text("tenant", Names.ID),
        fields.text("network", Names.ID),
        fields.text("domain", 253),
        fields.text("device", Names.ID),
        fields.integer("epoch", 1, JsonNumber.MAX_SAFE_INTEGER),
        fields.integer("issuedAt", 0, JsonNumber.MAX_SAFE_INTEGER),
        fields.parsed("membership", 20, Membership::parse),
        fields.text("name", Names.LABEL),
        fields.texts("addresses", MapPeer.MAX_ADDRESSES, 50, Prefix::parse),
        fields.texts("routes", MapPeer.MAX_ROUTES, 50, Prefix::parse),
        fields.map("peers", MAX_PEERS, MapPeer::read),
        fields.map("rules", MAX_RULES, FlowRule::read),
        fields.map("names", MAX_NAMES, entry -> entry.texts("addresses", 16, 50, Prefix::parse)));
  }

  /** The document. */
  public JsonObject toJson() {
    return toJson(objects(peers, MapPeer::toJson));
  }

  /** The document, with peers that were made before. */
  public JsonObject toJson(JsonObject peerObjects) {
    return JsonObject.builder()
        .put("version", VERSION)
        .put("tenant", tenant)
        .put("network", network)
        .put("domain", domain)
        .put("device", device)
        .put("epoch", epoch)
        .put("issuedAt", issuedAt)
        .put("membership", membership.text())
        .put("name", name)
        .put("addresses", FlowRule.texts(addresses))
        .put("routes", FlowRule.texts(routes))
        .put("peers", peerObjects)
        .put("rules", objects(rules, FlowRule::toJson))
        .put("names", objects(names, NetworkMap::entry))
        .build();
  }

  private static JsonObject entry(List<Prefix> addresses) {
    return JsonObject.builder()
        .put("addresses", JsonArray.ofTexts(FlowRule.texts(addresses)))
        .build();
  }

  private static <T> JsonObject objects(Map<String, T> values, Function<T, JsonObject> object) {
    TreeMap<String, JsonValue> members = new TreeMap<>();
    values.forEach((key, value) -> members.put(key, object.apply(value)));
    return new JsonObject(members);
  }
}
