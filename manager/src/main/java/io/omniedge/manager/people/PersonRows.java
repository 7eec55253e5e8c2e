package io.omniedge.manager.people;

import io.omniedge.manager.access.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The table of people, in statements. Every one names the tenant, but those after an unguessable
 * id.
 */
final class PersonRows {
  private static final String COLUMNS =
      "select p.id, p.tenant_id, p.name, p.email, p.role, p.password_hash <> '' as has_password,"
          + " p.code_secret <> '' as has_code, p.issuer, p.created_at, p.signed_in_at,"
          + " p.disabled_at from person p";

  private PersonRows() {}

  /** Of the row that begins with {@link #COLUMNS}. */
  private static Person person(java.sql.ResultSet row, StatementContext context)
      throws java.sql.SQLException {
    long signedInAt = row.getLong("signed_in_at");
    return new Person(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("name"),
        row.getString("email"),
        Role.parse(row.getString("role")),
        row.getBoolean("has_password"),
        row.getBoolean("has_code"),
        row.getString("issuer"),
        Instant.ofEpochMilli(row.getLong("created_at")),
        signedInAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(signedInAt)),
        row.getLong("disabled_at") != 0);
  }

  private static Optional<Person> one(Handle handle, String where, Map<String, ?> values) {
    return handle
        .createQuery(COLUMNS + " where " + where)
        .bindMap(values)
        .map(PersonRows::person)
        .findOne();
  }

  static Optional<Person> find(Handle handle, String id) {
    return one(handle, "p.id = :id", Map.of("id", id));
  }

  static Optional<Person> find(Handle handle, String tenant, String id) {
    return one(handle, "p.tenant_id = :tenant and p.id = :id", Map.of("tenant", tenant, "id", id));
  }

  static Optional<Person> named(Handle handle, String tenant, String name) {
    return one(
        handle, "p.tenant_id = :tenant and p.name = :name", Map.of("tenant", tenant, "name", name));
  }

  static Optional<Person> known(Handle handle, String tenant, String issuer, String subject) {
    return one(
        handle,
        "p.tenant_id = :tenant and p.issuer = :issuer and p.subject = :subject",
        Map.of("tenant", tenant, "issuer", issuer, "subject", subject));
  }

  static List<Person> all(Handle handle, String tenant) {
    return handle
        .createQuery(COLUMNS + " where p.tenant_id = :tenant order by p.name")
        .bind("tenant", tenant)
        .map(PersonRows::person)
        .list();
  }

  static void insert(Handle handle, Person person, String subject, String createdBy) {
    handle
        .createUpdate(
            "insert into person (id, tenant_id, name, email, role, password_hash, code_secret,"
                + " code_step, issuer, subject, created_by, created_at, signed_in_at, disabled_at)"
                + " values (:id, :tenant, :name, :email, :role, '', '', 0, :issuer, :subject, :by,"
                + " :now, 0, 0)")
        .bind("id", person.id())
        .bind("tenant", person.tenant())
        .bind("name", person.name())
        .bind("email", person.email())
        .bind("role", person.role().text())
        .bind("issuer", person.issuer())
        .bind("subject", subject)
        .bind("by", createdBy)
        .bind("now", person.createdAt().toEpochMilli())
        .execute();
  }

  /** Sets one column, whose name is ours. */
  static void set(Handle handle, String id, String column, Object value) {
    handle
        .createUpdate("update person set " + column + " = :value where id = :id")
        .bind("value", value)
        .bind("id", id)
        .execute();
  }

  /** A secret column; empty if there is none. */
  static String secret(Handle handle, String id, String column) {
    return handle
        .createQuery("select " + column + " from person where id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .orElse("");
  }

  /** Uses a code's time step, unless it or a later one was used. */
  static boolean useStep(Handle handle, String id, long step) {
    return handle
            .createUpdate(
                "update person set code_step = :step where id = :id and code_step < :step")
            .bind("step", step)
            .bind("id", id)
            .execute()
        == 1;
  }

  static long step(Handle handle, String id) {
    return handle
        .createQuery("select code_step from person where id = :id")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne()
        .orElse(0L);
  }

  static void delete(Handle handle, String id) {
    handle.createUpdate("delete from person where id = :id").bind("id", id).execute();
  }

  /**
   * Lets nobody else change people of this tenant until the transaction ends: two who take an
   * owner's role away at once must not leave none. SQLite has one writer anyway; PostgreSQL locks
   * the row.
   */
  static void lock(Handle handle, String tenant) {
    handle
        .createUpdate("update tenant set name = name where id = :tenant")
        .bind("tenant", tenant)
        .execute();
  }
}
