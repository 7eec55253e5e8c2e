package io.omniedge.manager.people;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.people.Sessions.Stage;
import io.omniedge.manager.people.Sessions.Visitor;
import io.omniedge.manager.people.password.OneTimeCode;
import io.omniedge.manager.people.password.PasswordHash;
import io.omniedge.manager.people.password.Throttle;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.AddressText;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * The door. Wrong answers are counted by the address they come from and, more patiently, by the
 * name that is tried: else a thousand addresses guess a thousand times as fast. Whoever tries
 * somebody's name that often keeps them waiting for {@value #NAME_WAIT_S} seconds at most.
 * Thread-safe.
 */
public final class SignIn {
  private static final int FREE_OF_ADDRESS = 10;
  private static final Duration ADDRESS_WAIT = Duration.ofMinutes(5);
  private static final int FREE_OF_NAME = 30;
  private static final int NAME_WAIT_S = 60;
  private static final int FREE_CODES = 5;
  private static final Duration CODE_WAIT = Duration.ofMinutes(15);

  private final Database database;
  private final Sessions sessions;
  private final Audit audit;
  private final InstantSource clock;
  private static final Logger LOG = System.getLogger(SignIn.class.getName());

  private final Throttle addresses = new Throttle(FREE_OF_ADDRESS, ADDRESS_WAIT);
  private final Throttle names = new Throttle(FREE_OF_NAME, Duration.ofSeconds(NAME_WAIT_S));
  private final Throttle codes = new Throttle(FREE_CODES, CODE_WAIT);

  /** Compared with when there is no such person, so that the time tells nothing. */
  private final String nobodysHash;

  /** Lets those in whom the database knows. */
  public SignIn(Database database, Sessions sessions, Audit audit, InstantSource clock) {
    this.database = database;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
    this.nobodysHash = PasswordHash.of(Ids.secret());
  }

  /** What came of it: a token for the cookie, and whether a code is asked for next. No record. */
  public static final class Entry {
    private final String token;
    private final boolean needsCode;

    Entry(String token, boolean needsCode) {
      this.token = token;
      this.needsCode = needsCode;
    }

    /** For the cookie. */
    public String token() {
      return token;
    }

    /** Whether the session is only half open. */
    public boolean needsCode() {
      return needsCode;
    }
  }

  /**
   * By name and password.
   *
   * @param tenant its name; empty if there is only one
   * @param before the token that the browser had; it ends
   * @throws Problem 422 if anything is wrong, without saying what; 429
   */
  public Entry password(
      String tenant, String name, String password, String before, Visitor visitor) {
    String login = name.strip().toLowerCase(Locale.ROOT);
    String address = visitor.key();
    Optional<String> there = database.read(handle -> People.tenant(handle, tenant));
    String named = there.orElse("") + "/" + login;
    awaitTurn(addresses, address);
    awaitTurn(names, named);
    Optional<Person> person =
        there.flatMap(id -> database.read(handle -> PersonRows.named(handle, id, login)));
    String hash = checkedHash(there, person, password, visitor);
    addresses.succeeded(address);
    names.succeeded(named);
    return enter(person.orElseThrow(), hash, "password", before, visitor);
  }

  /** The hash that the password has been found to fit. */
  private String checkedHash(
      Optional<String> tenant, Optional<Person> person, String password, Visitor visitor) {
    String hash =
        person
            .filter(found -> found.hasPassword() && !found.isDisabled())
            .map(found -> database.read(h -> PersonRows.secret(h, found.id(), "password_hash")))
            .filter(found -> !found.isEmpty())
            .orElse(nobodysHash);
    if (!PasswordHash.matches(hash, password) || hash.equals(nobodysHash)) {
      if (person.isPresent()) {
        logFailure(person.get(), "password", visitor);
      } else {
        tenant.ifPresent(id -> logStranger(id, "password", visitor));
      }
      throw Problem.of(
          422, "wrong-credentials", "Not signed in", "User name or password is wrong.");
    }
    return hash;
  }

  /** Finds out who somebody is, in a tenant; nothing if it is nobody. */
  @FunctionalInterface
  public interface Asking {
    /**
     * Asks; may take as long as that takes.
     *
     * @param tenant its identifier
     */
    Optional<Person> who(String tenant);
  }

  /**
   * By name and secret that somebody else looks at.
   *
   * @param tenant its name; empty if there is only one
   * @param by who looks at it, for the audit log
   * @param before the token that the browser had; it ends
   * @throws Problem 422 if anything is wrong, without saying what; 429
   */
  public Entry asked(
      String tenant, String name, String by, Asking asking, String before, Visitor visitor) {
    String login = name.strip().toLowerCase(Locale.ROOT);
    Optional<String> there = database.read(handle -> People.tenant(handle, tenant));
    String named = there.orElse("") + "/" + login;
    awaitTurn(addresses, visitor.key());
    awaitTurn(names, named);
    Optional<Person> person = there.flatMap(asking::who).filter(found -> !found.isDisabled());
    if (person.isEmpty()) {
      there.ifPresent(id -> logStranger(id, by, visitor));
      throw Problem.of(
          422, "wrong-credentials", "Not signed in", "User name or password is wrong.");
    }
    addresses.succeeded(visitor.key());
    names.succeeded(named);
    return database.write(
        transaction -> {
          if (person.get().hasCode()) {
            return open(transaction, person.get(), Stage.CODE, before, visitor);
          }
          log(transaction, person.get(), "person.signed-in", by, visitor);
          return open(transaction, person.get(), Stage.OPEN, before, visitor);
        });
  }

  /** For somebody whom an OpenID provider vouches for. */
  public Entry vouched(Person person, String before, Visitor visitor) {
    return database.write(
        transaction -> {
          log(transaction, person, "person.signed-in", "openid", visitor);
          return open(transaction, person, Stage.OPEN, before, visitor);
        });
  }

  /** For somebody who has just set a password by an invitation. */
  public Entry invited(Person person, String before, Visitor visitor) {
    String hash = database.read(h -> PersonRows.secret(h, person.id(), "password_hash"));
    return enter(person, hash, "invitation", before, visitor);
  }

  private Entry enter(Person known, String hash, String by, String before, Visitor visitor) {
    return database.write(
        transaction -> {
          // Who was disabled or got another password meanwhile is not who they were.
          Handle handle = transaction.handle();
          Person person =
              PersonRows.find(handle, known.id())
                  .filter(found -> !found.isDisabled())
                  .filter(
                      found -> PersonRows.secret(handle, found.id(), "password_hash").equals(hash))
                  .orElseThrow(
                      () ->
                          Problem.of(
                              422,
                              "wrong-credentials",
                              "Not signed in",
                              "Your account was changed just now."));
          if (person.hasCode()) {
            return open(transaction, person, Stage.CODE, before, visitor);
          }
          log(transaction, person, "person.signed-in", by, visitor);
          return open(transaction, person, Stage.OPEN, before, visitor);
        });
  }

  private Entry open(
      Transaction transaction, Person person, Stage stage, String before, Visitor visitor) {
    Handle handle = transaction.handle();
    Sessions.close(handle, before);
    if (stage == Stage.OPEN) {
      PersonRows.set(handle, person.id(), "signed_in_at", clock.millis());
    }
    String token = sessions.open(transaction, person.id(), stage, visitor);
    return new Entry(token, stage == Stage.CODE);
  }

  /**
   * The second factor of a half open session.
   *
   * @throws Problem 422 if the code is wrong, 401 if the session has ended, 429
   */
  public Entry code(String token, String code, Visitor visitor) {
    Person person =
        sessions
            .find(token, false)
            .filter(session -> !session.isOpen())
            .map(Session::person)
            .orElseThrow(() -> Problem.unauthenticated("That took too long. Sign in again."));
    useCode(person, code, visitor);
    return database.write(
        transaction -> {
          log(transaction, person, "person.signed-in", "password and code", visitor);
          return open(transaction, person, Stage.OPEN, token, visitor);
        });
  }

  private void useCode(Person person, String code, Visitor visitor) {
    awaitTurn(addresses, visitor.key());
    awaitTurn(codes, person.id());
    OptionalLong step =
        database.read(
            handle ->
                OneTimeCode.step(
                    PersonRows.secret(handle, person.id(), "code_secret"),
                    code,
                    clock.instant(),
                    PersonRows.step(handle, person.id())));
    boolean isRight =
        step.isPresent()
            && database.write(
                transaction ->
                    PersonRows.useStep(transaction.handle(), person.id(), step.getAsLong()));
    if (!isRight) {
      logFailure(person, "code", visitor);
      throw Problem.of(
          422,
          "wrong-code",
          "Not signed in",
          "That is not the code of this half minute, or it was used already.");
    }
    addresses.succeeded(visitor.key());
    codes.succeeded(person.id());
  }

  /**
   * Asks for the present password once more, before something that a borrowed browser must not do.
   *
   * @throws Problem 422 if it is wrong, 429
   */
  public void confirm(Person person, String password, Visitor visitor) {
    awaitTurn(addresses, visitor.key());
    awaitTurn(names, person.id());
    String hash = database.read(handle -> PersonRows.secret(handle, person.id(), "password_hash"));
    if (hash.isEmpty() || !PasswordHash.matches(hash, password)) {
      logFailure(person, "password", visitor);
      throw Problem.of(
          422, "wrong-credentials", "Nothing was changed", "The present password is wrong.");
    }
    addresses.succeeded(visitor.key());
    names.succeeded(person.id());
  }

  private void awaitTurn(Throttle throttle, String key) {
    Duration wait = throttle.begin(key, clock.instant());
    if (!wait.isZero()) {
      LOG.log(
          Logger.Level.WARNING, "sign-in refused for {0} s: too many attempts", wait.toSeconds());
      throw Problem.rateLimited(wait);
    }
  }

  private void logFailure(Person person, String by, Visitor visitor) {
    LOG.log(
        Logger.Level.WARNING,
        "sign-in of {0} refused: wrong {1}, from {2}",
        person.principal().actor(),
        by,
        AddressText.of(visitor.address()));
    database.change(transaction -> log(transaction, person, "person.sign-in-refused", by, visitor));
  }

  /**
   * An unknown name takes as long as a known one. It is not written down: people type passwords
   * into the wrong field.
   */
  private void logStranger(String tenant, String by, Visitor visitor) {
    LOG.log(
        Logger.Level.WARNING,
        "sign-in by {0} refused: unknown user name, from {1}",
        by,
        AddressText.of(visitor.address()));
    database.change(
        transaction ->
            audit.record(
                transaction,
                tenant,
                "nobody",
                "person.sign-in-refused",
                "unknown",
                details(by, visitor)));
  }

  private static JsonObject details(String by, Visitor visitor) {
    return JsonObject.builder()
        .put("by", by)
        .put("address", AddressText.of(visitor.address()))
        .build();
  }

  private void log(
      Transaction transaction, Person person, String action, String by, Visitor visitor) {
    if (action.equals("person.signed-in")) {
      LOG.log(
          Logger.Level.INFO,
          "{0} signed in by {1}, from {2}",
          person.principal().actor(),
          by,
          AddressText.of(visitor.address()));
    }
    audit.record(
        transaction,
        person.tenant(),
        person.principal().actor(),
        action,
        person.id(),
        details(by, visitor));
  }
}
