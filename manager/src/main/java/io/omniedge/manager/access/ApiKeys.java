package io.omniedge.manager.access;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Keys for programs. The text is shown once, a hash of it is kept. Thread-safe. */
public final class ApiKeys implements Access {
  /** So that a leaked one is found by those who look for such texts. */
  private static final String PREFIX = "omniedge_";

  private final Database database;
  private final Audit audit;
  private final InstantSource clock;

  /** Those of this database. */
  public ApiKeys(Database database, Audit audit, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * What is known of a key; its text is not.
   *
   * @param id never changes
   * @param tenant whose it is
   * @param name for people
   * @param role what it may do
   * @param createdBy who made it
   * @param createdAt milliseconds since 1970
   * @param expiresAt likewise, 0 for never
   * @param revokedAt likewise, 0 if it is not revoked
   */
  public record ApiKey(
      String id,
      String tenant,
      String name,
      Role role,
      String createdBy,
      long createdAt,
      long expiresAt,
      long revokedAt) {
    private static ApiKey of(ResultSet row) throws SQLException {
      return new ApiKey(
          row.getString("id"),
          row.getString("tenant_id"),
          row.getString("name"),
          Role.parse(row.getString("role")),
          row.getString("created_by"),
          row.getLong("created_at"),
          row.getLong("expires_at"),
          row.getLong("revoked_at"));
    }

    /** As the API shows it. */
    public JsonObject toJson() {
      return JsonObject.builder()
          .put("id", id)
          .put("name", name)
          .put("role", role.text())
          .put("createdBy", createdBy)
          .put("createdAt", createdAt / 1000)
          .put("expiresAt", expiresAt / 1000)
          .put("revokedAt", revokedAt / 1000)
          .build();
    }
  }

  /** A key that was just made: the only time its text is known. Does not print it. */
  public static final class Fresh {
    private final ApiKey key;
    private final String text;

    private Fresh(ApiKey key, String text) {
      this.key = key;
      this.text = text;
    }

    /** What stays known. */
    public ApiKey key() {
      return key;
    }

    /** What its owner has to keep. */
    public String exposeText() {
      return text;
    }
  }

  @Override
  public Optional<Principal> identify(Credentials credentials) {
    Optional<String> text = credentials.bearer().filter(token -> token.startsWith(PREFIX));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String hash = SecretHash.of(text.get());
    ApiKey key =
        database
            .read(
                handle ->
                    handle
                        .createQuery("select * from api_key where secret_hash = ?")
                        .bind(0, hash)
                        .map((row, context) -> ApiKey.of(row))
                        .findOne())
            .orElseThrow(() -> Problem.unauthenticated("there is no such API key"));
    if (key.revokedAt() != 0) {
      throw Problem.unauthenticated("the API key was revoked");
    }
    if (key.expiresAt() != 0 && key.expiresAt() <= clock.millis()) {
      throw Problem.unauthenticated("the API key has expired");
    }
    return Optional.of(new Principal(key.tenant(), key.id(), key.name(), key.role()));
  }

  /**
   * Makes one.
   *
   * @param expiresAt milliseconds since 1970, 0 for never
   */
  public Fresh create(String tenant, String name, Role role, long expiresAt, String actor) {
    String text = PREFIX + Ids.secret();
    ApiKey key = new ApiKey(Ids.of('a'), tenant, name, role, actor, clock.millis(), expiresAt, 0);
    database.change(
        transaction -> {
          transaction
              .handle()
              .execute(
                  "insert into api_key (id, tenant_id, name, role, secret_hash, created_by,"
                      + " created_at, expires_at, revoked_at) values (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                  key.id(),
                  tenant,
                  name,
                  role.text(),
                  SecretHash.of(text),
                  actor,
                  key.createdAt(),
                  expiresAt);
          audit.record(
              transaction,
              tenant,
              actor,
              "api-key.create",
              key.id(),
              JsonObject.builder().put("name", name).put("role", role.text()).build());
        });
    return new Fresh(key, text);
  }

  /** Those of a tenant, in the order of their identifiers. */
  public List<ApiKey> list(String tenant, String after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select * from api_key where tenant_id = ? and id > ? order by id limit "
                        + limit)
                .bind(0, tenant)
                .bind(1, after)
                .map((row, context) -> ApiKey.of(row))
                .list());
  }

  /** Makes one useless; nobody revokes a key that may do more than he. */
  public void revoke(String tenant, String id, Principal by) {
    database.change(
        transaction -> {
          ApiKey key =
              transaction
                  .handle()
                  .createQuery("select * from api_key where id = ? and tenant_id = ?")
                  .bind(0, id)
                  .bind(1, tenant)
                  .map((row, context) -> ApiKey.of(row))
                  .findOne()
                  .orElseThrow(() -> Problem.notFound("API key", id));
          if (!by.role().mayGive(key.role())) {
            throw Problem.forbidden("the key has the role " + key.role().text());
          }
          transaction
              .handle()
              .execute(
                  "update api_key set revoked_at = ? where id = ? and revoked_at = 0",
                  clock.millis(),
                  id);
          audit.record(transaction, tenant, by.actor(), "api-key.revoke", id, JsonObject.EMPTY);
        });
  }
}
