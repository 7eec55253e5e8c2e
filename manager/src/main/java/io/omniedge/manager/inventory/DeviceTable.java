package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Columns;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.VerifyKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The devices. */
public final class DeviceTable {
  private DeviceTable() {}

  /** One of a tenant's, or the problem that there is none. */
  public static Device get(Handle handle, String tenant, String id) {
    return find(handle, id)
        .filter(device -> device.tenant().equals(tenant))
        .orElseThrow(() -> Problem.notFound("device", id));
  }

  /** Any one. */
  public static Optional<Device> find(Handle handle, String id) {
    return one(handle, "id", id);
  }

  /** The one with this identity. */
  public static Optional<Device> find(Handle handle, VerifyKey identity) {
    return one(handle, "identity", identity.toString());
  }

  private static Optional<Device> one(Handle handle, String column, String value) {
    return handle
        .createQuery("select * from device where " + column + " = ?")
        .bind(0, value)
        .map((row, context) -> Device.of(row))
        .findOne();
  }

  /** All of a network. */
  public static List<Device> ofNetwork(Handle handle, String network) {
    return handle
        .createQuery("select * from device where network_id = ? order by id")
        .bind(0, network)
        .map((row, context) -> Device.of(row))
        .list();
  }

  /**
   * What a list is restricted to.
   *
   * @param network identifier
   * @param membership how far they belong
   * @param text in the name, or the identifier or serial number
   */
  public record Filter(
      Optional<String> network, Optional<Membership> membership, Optional<String> text) {}

  /** A tenant's, in the order of their identifiers. */
  public static List<Device> list(
      Handle handle, String tenant, Filter filter, String after, int limit) {
    StringBuilder sql = new StringBuilder("select * from device where tenant_id = :t and id > :a");
    filter.network().ifPresent(network -> sql.append(" and network_id = :n"));
    filter.membership().ifPresent(membership -> sql.append(" and membership = :m"));
    filter
        .text()
        .ifPresent(
            text ->
                sql.append(
                    " and (lower(name) like :q escape '!' or lower(description) like :q escape '!'"
                        + " or lower(serial) like :q escape '!' or id = :i)"));
    Query query =
        handle
            .createQuery(sql.append(" order by id limit ").append(limit).toString())
            .bind("t", tenant)
            .bind("a", after);
    filter.network().ifPresent(network -> query.bind("n", network));
    filter.membership().ifPresent(membership -> query.bind("m", membership.text()));
    filter.text().ifPresent(text -> query.bind("q", pattern(text)).bind("i", text));
    return query.map((row, context) -> Device.of(row)).list();
  }

  private static String pattern(String text) {
    return "%" + text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%";
  }

  /** Whether a network has a device of that name. */
  static boolean nameTaken(Handle handle, String network, String name) {
    return handle
        .createQuery("select 1 from device where network_id = ? and name = ?")
        .bind(0, network)
        .bind(1, name)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Whether rules could take a name for the identifier of a device, another one's perhaps. */
  public static boolean looksLikeId(String name) {
    return name.startsWith("d-") && name.length() == Ids.of('d').length();
  }

  /** The name, or with a number at its end if another device has it. */
  public static String freeName(Handle handle, String network, String asked) {
    String wanted = looksLikeId(asked) ? "device" : asked;
    String name = wanted;
    for (int i = 2; nameTaken(handle, network, name); i++) {
      String suffix = "-" + i;
      int kept = Math.min(wanted.length(), 63 - suffix.length());
      name = wanted.substring(0, kept) + suffix;
    }
    return name;
  }

  /** Adds one. */
  public static void insert(Handle handle, Device device) {
    handle.execute(
        "insert into device (id, tenant_id, network_id, name, description, identity,"
            + " wireguard_key, membership, reason, address, tags, groups, site_id, endpoints,"
            + " offered_routes, approved_routes, serial, key_generation, boot, ephemeral,"
            + " setup_key_id, certificate_serial, certificate_expires_at, map_epoch,"
            + " map_issued_at_s, map_hash, last_seen_at, versions, created_at) values (?, ?, ?, ?,"
            + " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, 0, 0, '', 0, '{}', ?)",
        device.id(),
        device.tenant(),
        device.network(),
        device.name(),
        device.description(),
        device.identity().toString(),
        device.wireguardKey(),
        device.membership().text(),
        device.reason(),
        device.address(),
        Columns.texts(device.tags()),
        Columns.texts(device.groups()),
        device.site().orElse(null),
        Columns.texts(device.endpoints()),
        Columns.prefixes(device.offeredRoutes()),
        Columns.prefixes(device.approvedRoutes()),
        device.serial(),
        device.keyGeneration(),
        device.boot(),
        device.ephemeral() ? 1 : 0,
        device.setupKey(),
        device.certificateExpiresAt(),
        device.createdAt());
  }

  /** What people may change of a device. */
  public static void update(
      Handle handle,
      Device device,
      String name,
      String description,
      List<String> tags,
      List<String> groups,
      Optional<String> site) {
    if (!name.equals(device.name())) {
      Taken.check(handle, "device", "network_id", device.network(), name, device.id());
    }
    handle.execute(
        "update device set name = ?, description = ?, tags = ?, groups = ?, site_id = ?"
            + " where id = ?",
        name,
        description,
        Columns.texts(tags),
        Columns.texts(groups),
        site.orElse(null),
        device.id());
  }

  /** Changes how far it belongs. */
  public static void setMembership(
      Handle handle, String device, Membership membership, String reason) {
    handle.execute(
        "update device set membership = ?, reason = ? where id = ?",
        membership.text(),
        reason,
        device);
  }

  /** Forgets which runs it told of: the next one it tells is taken. */
  public static void forgetRuns(Handle handle, String device) {
    handle.execute("update device set key_generation = -1, boot = '' where id = ?", device);
  }

  /** Notes the newest run. */
  public static void setRun(Handle handle, String device, long keyGeneration, String boot) {
    handle.execute(
        "update device set key_generation = ?, boot = ? where id = ?", keyGeneration, boot, device);
  }

  /** Which networks it may serve. */
  public static void setApprovedRoutes(Handle handle, String device, List<Prefix> routes) {
    handle.execute(
        "update device set approved_routes = ? where id = ?", Columns.prefixes(routes), device);
  }

  /** What it told of itself. */
  public static void setReported(
      Handle handle,
      String device,
      String wireguardKey,
      List<String> endpoints,
      List<Prefix> offeredRoutes,
      JsonObject versions) {
    handle.execute(
        "update device set wireguard_key = ?, endpoints = ?, offered_routes = ?, versions = ?"
            + " where id = ?",
        wireguardKey,
        Columns.texts(endpoints),
        Columns.prefixes(offeredRoutes),
        versions.toJson(),
        device);
  }

  /** Its newest certificate. */
  public static void setCertificate(Handle handle, String device, String serial, long expiresAt) {
    handle.execute(
        "update device set certificate_serial = ?, certificate_expires_at = ? where id = ?",
        serial,
        expiresAt,
        device);
  }

  /** When it was here last, milliseconds since 1970. */
  public static void setLastSeen(Handle handle, String device, long at) {
    handle.execute("update device set last_seen_at = ? where id = ?", at, device);
  }

  /** Forgets it. */
  public static void delete(Handle handle, Device device) {
    handle.execute("update site set gateway_id = null where gateway_id = ?", device.id());
    handle.execute("delete from device where id = ?", device.id());
  }

  /**
   * The last map that was made for a device.
   *
   * @param epoch 0 for none
   * @param issuedAt seconds since 1970
   * @param hash of its content without those two
   */
  public record MapVersion(long epoch, long issuedAt, String hash) {}

  /** That of one device. */
  public static Optional<MapVersion> mapVersion(Handle handle, String device) {
    return handle
        .createQuery("select map_epoch, map_issued_at_s, map_hash from device where id = ?")
        .bind(0, device)
        .map((row, context) -> new MapVersion(row.getLong(1), row.getLong(2), row.getString(3)))
        .findOne();
  }

  /** Notes it. */
  public static void setMapVersion(Handle handle, String device, MapVersion version) {
    handle.execute(
        "update device set map_epoch = ?, map_issued_at_s = ?, map_hash = ? where id = ?",
        version.epoch(),
        version.issuedAt(),
        version.hash(),
        device);
  }
}
