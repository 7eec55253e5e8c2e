package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.net.Prefix;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The networks, and the history of their policies. */
public final class NetworkTable {
  private NetworkTable() {}

  /** One of a tenant's, or the problem that there is none. */
  public static Network get(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from network where id = ? and tenant_id = ?")
        .bind(0, id)
        .bind(1, tenant)
        .map((row, context) -> Network.of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("network", id));
  }

  /** Any one. */
  public static Optional<Network> find(Handle handle, String id) {
    return handle
        .createQuery("select * from network where id = ?")
        .bind(0, id)
        .map((row, context) -> Network.of(row))
        .findOne();
  }

  /** A tenant's, in the order of their identifiers. */
  public static List<Network> list(Handle handle, String tenant, String after, int limit) {
    return handle
        .createQuery(
            "select * from network where tenant_id = ? and id > ? order by id limit " + limit)
        .bind(0, tenant)
        .bind(1, after)
        .map((row, context) -> Network.of(row))
        .list();
  }

  /** All of a tenant. */
  public static List<Network> ofTenant(Handle handle, String tenant) {
    return list(handle, tenant, "", Integer.MAX_VALUE);
  }

  /** Identifiers of all. */
  public static List<String> ids(Handle handle) {
    return handle.createQuery("select id from network order by id").mapTo(String.class).list();
  }

  /** The IPv4 prefixes of all networks of a tenant. */
  public static List<Prefix> ipv4Prefixes(Handle handle, String tenant) {
    return handle
        .createQuery("select ipv4 from network where tenant_id = ?")
        .bind(0, tenant)
        .mapTo(String.class)
        .map(Prefix::parse)
        .list();
  }

  /** Adds one. */
  public static void insert(Handle handle, Network network) {
    Taken.check(handle, "network", "tenant_id", network.tenant(), network.name(), network.id());
    checkDomain(handle, network, network.domain());
    handle.execute(
        "insert into network (id, tenant_id, name, domain, ipv4, ipv6, next_address, revision,"
            + " policy, policy_revision, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        network.id(),
        network.tenant(),
        network.name(),
        network.domain(),
        network.ipv4().toString(),
        network.ipv6().toString(),
        network.nextAddress(),
        network.revision(),
        network.policy(),
        network.policyRevision(),
        network.createdAt());
  }

  /** Changes name and domain. */
  public static void update(Handle handle, Network network, String name, String domain) {
    Taken.check(handle, "network", "tenant_id", network.tenant(), name, network.id());
    if (!domain.equals(network.domain())) { // two may have had one before it was refused
      checkDomain(handle, network, domain);
    }
    handle.execute(
        "update network set name = ?, domain = ? where id = ?", name, domain, network.id());
  }

  /** A name of a host would have two addresses for a device that is in both. */
  private static void checkDomain(Handle handle, Network network, String domain) {
    Taken.check(handle, "network", "tenant_id", network.tenant(), "domain", domain, network.id());
  }

  /** Removes one that has no devices. */
  public static void delete(Handle handle, Network network) {
    long devices =
        handle
            .createQuery("select count(*) from device where network_id = ?")
            .bind(0, network.id())
            .mapTo(Long.class)
            .one();
    if (devices > 0) {
      throw Problem.conflict("network-not-empty", "it has " + devices + " devices still");
    }
    handle.execute("delete from network where id = ?", network.id());
  }

  /** Counts a change. Every change of a network's content comes by here, in its transaction. */
  public static void touch(Handle handle, String network) {
    handle.execute("update network set revision = revision + 1 where id = ?", network);
  }

  /** Raises the revision, if it is lower. */
  public static void raise(Handle handle, String network, long atLeast) {
    handle.execute(
        "update network set revision = ? where id = ? and revision < ?", atLeast, network, atLeast);
  }

  /** Puts another policy in force. */
  public static void setPolicy(
      Handle handle, Network network, String document, String author, long now) {
    long revision = network.policyRevision() + 1;
    handle.execute(
        "update network set policy = ?, policy_revision = ?, revision = revision + 1 where id = ?",
        document,
        revision,
        network.id());
    handle.execute(
        "insert into policy (network_id, revision, document, author, created_at)"
            + " values (?, ?, ?, ?, ?)",
        network.id(),
        revision,
        document,
        author,
        now);
  }

  /**
   * A policy that was in force.
   *
   * @param revision of it
   * @param document the text
   * @param author who put it in force
   * @param createdAt milliseconds since 1970
   */
  public record PolicyVersion(long revision, String document, String author, long createdAt) {}

  /** The policies, newest first. */
  public static List<PolicyVersion> policies(
      Handle handle, String network, long before, int limit) {
    return handle
        .createQuery(
            "select * from policy where network_id = ? and revision < ?"
                + " order by revision desc limit "
                + limit)
        .bind(0, network)
        .bind(1, before)
        .map(
            (row, context) ->
                new PolicyVersion(
                    row.getLong("revision"),
                    row.getString("document"),
                    row.getString("author"),
                    row.getLong("created_at")))
        .list();
  }
}
