package io.omniedge.manager.inventory;

import io.omniedge.manager.store.Columns;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.VerifyKey;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A device as the database has it.
 *
 * @param id never changes
 * @param tenant who owns it
 * @param network that it is in
 * @param name host name in the network
 * @param description for people
 * @param identity its Ed25519 key
 * @param wireguardKey its public key
 * @param membership how far it belongs
 * @param reason why it is in quarantine, as {@code cloned}; empty otherwise
 * @param address index in the network's prefixes
 * @param tags for rules, without {@code tag:}
 * @param groups names of groups it is in
 * @param site where it stands, if anybody said
 * @param endpoints where it believes to be reachable
 * @param offeredRoutes networks it would serve
 * @param approvedRoutes networks it may serve
 * @param serial of the hardware, empty if unknown
 * @param keyGeneration the highest number of starts that it told
 * @param boot the run that told it, empty before
 * @param ephemeral whether it is forgotten soon after it went offline
 * @param setupKey that let it in
 * @param certificateExpiresAt milliseconds since 1970
 * @param mapEpoch of the last map that was made for it
 * @param lastSeenAt milliseconds since 1970, 0 for never
 * @param versions of its software
 * @param createdAt milliseconds since 1970
 */
public record Device(
    String id,
    String tenant,
    String network,
    String name,
    String description,
    VerifyKey identity,
    String wireguardKey,
    Membership membership,
    String reason,
    long address,
    List<String> tags,
    List<String> groups,
    Optional<String> site,
    List<String> endpoints,
    List<Prefix> offeredRoutes,
    List<Prefix> approvedRoutes,
    String serial,
    long keyGeneration,
    String boot,
    boolean ephemeral,
    String setupKey,
    long certificateExpiresAt,
    long mapEpoch,
    long lastSeenAt,
    JsonObject versions,
    long createdAt) {
  /** Why a device is in quarantine: its identity is used twice. */
  public static final String CLONED = "cloned";

  /** Why a device is in quarantine: its certificate expired long ago. */
  public static final String EXPIRED = "expired";

  /** Copies. */
  public Device {
    tags = List.copyOf(tags);
    groups = List.copyOf(groups);
    endpoints = List.copyOf(endpoints);
    offeredRoutes = List.copyOf(offeredRoutes);
    approvedRoutes = List.copyOf(approvedRoutes);
  }

  static Device of(ResultSet row) throws SQLException {
    return new Device(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("network_id"),
        row.getString("name"),
        row.getString("description"),
        VerifyKey.parse(row.getString("identity")),
        row.getString("wireguard_key"),
        Membership.parse(row.getString("membership")),
        row.getString("reason"),
        row.getLong("address"),
        Columns.texts(row, "tags"),
        Columns.texts(row, "groups"),
        Optional.ofNullable(row.getString("site_id")),
        Columns.texts(row, "endpoints"),
        Columns.prefixes(row, "offered_routes"),
        Columns.prefixes(row, "approved_routes"),
        row.getString("serial"),
        row.getLong("key_generation"),
        row.getString("boot"),
        row.getInt("ephemeral") != 0,
        row.getString("setup_key_id"),
        row.getLong("certificate_expires_at"),
        row.getLong("map_epoch"),
        row.getLong("last_seen_at"),
        Columns.object(row, "versions"),
        row.getLong("created_at"));
  }

  /**
   * Whether it is a server or container that joined by the command line. Gateways tell the version
   * of their agent, members that of the command; who was never here tells none.
   */
  public boolean isPlainMember() {
    return versions.find("omniedge").isPresent() && versions.find("agent").isEmpty();
  }

  /** Its addresses in the network, IPv4 first. */
  public List<Prefix> addresses(Network of) {
    BigInteger index = BigInteger.valueOf(address);
    return List.of(of.ipv4().host(index), of.ipv6().host(index));
  }
}
