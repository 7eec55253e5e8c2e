package io.omniedge.manager.people;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.people.password.OneTimeCode;
import io.omniedge.manager.people.password.PasswordHash;
import io.omniedge.manager.people.password.PasswordRules;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a person changes of how they sign in. Whoever calls has asked for the present password.
 * Thread-safe.
 */
public final class OwnAccount {
  private final Database database;
  private final Audit audit;
  private final InstantSource clock;

  /** Accounts in this database. */
  public OwnAccount(Database database, Audit audit, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Sets another password and signs out every other browser and program.
   *
   * @param here the token of this browser
   * @throws Problem 422 about "password"
   */
  public void setPassword(Person person, String password, String here) {
    PasswordRules.check(password, List.of(person.name(), person.email(), "omniedge"));
    String hash = PasswordHash.of(password);
    database.change(
        transaction -> {
          PersonRows.set(transaction.handle(), person.id(), "password_hash", hash);
          Sessions.closeAll(transaction.handle(), person.id(), here);
          transaction.handle().execute("delete from program where person_id = ?", person.id());
          log(transaction, person, "person.password", "own");
        });
  }

  /** A secret for an authenticator application; in force once a code of it is given. */
  public String newCodeSecret() {
    return OneTimeCode.newSecret();
  }

  /**
   * Asks for a code at each sign-in from now on.
   *
   * @throws Problem 422 about "code", "secret"
   */
  public void requireCode(Person person, String secret, String code) {
    if (!secret.matches("[A-Z2-7]{32}")) {
      throw Problem.invalid("secret", "", "it is not one that was given");
    }
    OptionalLong step = OneTimeCode.step(secret, code, clock.instant(), 0);
    if (step.isEmpty()) {
      throw Problem.invalid(
          "code", "", "it is not the code of this half minute; is the clock right?");
    }
    database.change(
        transaction -> {
          PersonRows.set(transaction.handle(), person.id(), "code_secret", secret);
          PersonRows.set(transaction.handle(), person.id(), "code_step", step.getAsLong());
          log(transaction, person, "person.second-factor", "set");
        });
  }

  /** Asks for no code any more. */
  public void forgetCode(Person person) {
    database.change(
        transaction -> {
          PersonRows.set(transaction.handle(), person.id(), "code_secret", "");
          log(transaction, person, "person.second-factor", "removed");
        });
  }

  /**
   * Lets an OpenID provider vouch for this person.
   *
   * @throws Problem 409 if that identity is somebody else's here
   */
  public void link(Person person, String issuer, String subject) {
    database.change(
        transaction -> {
          var known = PersonRows.known(transaction.handle(), person.tenant(), issuer, subject);
          if (known.isPresent() && !known.get().id().equals(person.id())) {
            throw Problem.conflict(
                "identity-taken",
                "That account belongs to the user \"" + known.get().name() + "\".");
          }
          PersonRows.set(transaction.handle(), person.id(), "issuer", issuer);
          PersonRows.set(transaction.handle(), person.id(), "subject", subject);
          log(transaction, person, "person.linked", issuer);
        });
  }

  /**
   * Lets it vouch no more.
   *
   * @throws Problem 409 if there would be no way in left
   */
  public void unlink(Person person) {
    if (!person.hasPassword()) {
      throw Problem.conflict(
          "no-password", "Without it you could not sign in: you have no password.");
    }
    database.change(
        transaction -> {
          PersonRows.set(transaction.handle(), person.id(), "issuer", "");
          PersonRows.set(transaction.handle(), person.id(), "subject", "");
          log(transaction, person, "person.unlinked", person.issuer());
        });
  }

  private void log(Transaction transaction, Person person, String action, String detail) {
    audit.record(
        transaction,
        person.tenant(),
        person.principal().actor(),
        action,
        person.id(),
        JsonObject.builder().put("detail", detail).build());
  }
}
