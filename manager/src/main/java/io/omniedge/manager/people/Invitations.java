package io.omniedge.manager.people;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.people.password.PasswordHash;
import io.omniedge.manager.people.password.PasswordRules;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Links by which a person sets their password: the first, or a new one after a reset. A link works
 * once and for three days; a newer one for the same person ends it. Thread-safe.
 */
public final class Invitations {
  static final Duration LIFE = Duration.ofDays(3);

  private final Database database;
  private final Audit audit;
  private final InstantSource clock;

  /** Those in this database. */
  public Invitations(Database database, Audit audit, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  String make(Transaction transaction, Person person, String by) {
    String token = Ids.secret();
    Handle handle = transaction.handle();
    handle.execute("delete from invitation where person_id = ?", person.id());
    handle.execute(
        "insert into invitation (token_hash, person_id, created_by, expires_at) values (?, ?, ?, ?)",
        SecretHash.of(token),
        person.id(),
        by,
        clock.instant().plus(LIFE).toEpochMilli());
    return token;
  }

  /** Whom a link is for, if it still works. */
  public Optional<Person> find(String token) {
    return database.read(handle -> find(handle, token));
  }

  private Optional<Person> find(Handle handle, String token) {
    return handle
        .createQuery(
            "select person_id from invitation where token_hash = :hash and expires_at > :now")
        .bind("hash", SecretHash.of(token))
        .bind("now", clock.millis())
        .mapTo(String.class)
        .findOne()
        .flatMap(id -> PersonRows.find(handle, id))
        .filter(person -> !person.isDisabled());
  }

  /**
   * Sets the password of the person whom the link is for, and uses it up.
   *
   * @throws Problem 404 if the link does not work, 422 about "password"
   */
  public Person accept(String token, String password) {
    Person invited = find(token).orElseThrow(Invitations::gone);
    PasswordRules.check(password, List.of(invited.name(), invited.email(), "omniedge"));
    String hash = PasswordHash.of(password);
    return database.write(
        transaction -> {
          Handle handle = transaction.handle();
          // Asked again: it may have been used while the hash was computed.
          Person person = find(handle, token).orElseThrow(Invitations::gone);
          handle.execute("delete from invitation where token_hash = ?", SecretHash.of(token));
          PersonRows.set(handle, person.id(), "password_hash", hash);
          audit.record(
              transaction,
              person.tenant(),
              person.principal().actor(),
              "person.password",
              person.id(),
              JsonObject.builder().put("by", "invitation").build());
          return person;
        });
  }

  private static Problem gone() {
    return Problem.of(
        404,
        "invitation-over",
        "This link does not work",
        "It was used, replaced, or is older than "
            + LIFE.toDays()
            + " days. Ask whoever sent it for a new one.");
  }
}
