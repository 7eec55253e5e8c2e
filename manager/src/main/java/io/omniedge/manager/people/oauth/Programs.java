package io.omniedge.manager.people.oauth;

import io.omniedge.manager.access.Principal;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.Token;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Programs that a person lets act for them, with the person's role of the moment. An access token
 * lives for an hour, a refresh token until it is used, 30 days at most; one that comes a second
 * time was stolen from somebody, and ends the program [RFC 9700, 4.14.2]. Thread-safe.
 */
public final class Programs {
  static final Duration ACCESS = Duration.ofHours(1);
  private static final Duration REFRESH = Duration.ofDays(30);

  /** By which tokens are told from API keys, and found by whoever searches files for secrets. */
  public static final String ACCESS_PREFIX = "oat_";

  private static final String REFRESH_PREFIX = "ort_";

  private static final int MOST_OF_PERSON = 50;

  private final Database database;
  private final Audit audit;
  private final InstantSource clock;

  /** Those in this database. */
  public Programs(Database database, Audit audit, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * One of them.
   *
   * @param id by which its owner can end it
   * @param client which program, as {@code omniedge-cli}
   * @param address it was let in from
   * @param createdAt when
   * @param usedAt when it got its last tokens
   */
  public record Program(
      String id, String client, String address, Instant createdAt, Instant usedAt) {}

  private record Chain(
      String id, String person, String client, String refreshHash, long expiresAt) {
    boolean isCurrent(String refreshToken) {
      return Token.same(refreshHash, SecretHash.of(refreshToken));
    }
  }

  TokenPair start(Transaction transaction, Person person, String client, String address) {
    Handle handle = transaction.handle();
    long now = clock.millis();
    handle.execute("delete from program where expires_at < ?", now);
    String chain = Ids.secret();
    String access = newAccess();
    String refresh = newRefresh(chain);
    handle.execute(
        "insert into program (id, person_id, client, address, chain_hash, refresh_hash, access_hash,"
            + " access_expires_at, created_at, used_at, expires_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        Ids.of('p'),
        person.id(),
        client,
        address,
        SecretHash.of(chain),
        SecretHash.of(refresh),
        SecretHash.of(access),
        now + ACCESS.toMillis(),
        now,
        now,
        now + REFRESH.toMillis());
    handle.execute(
        "delete from program where person_id = ? and id not in (select id from program"
            + " where person_id = ? order by used_at desc, id limit ?)",
        person.id(),
        person.id(),
        MOST_OF_PERSON);
    return new TokenPair(access, refresh);
  }

  private String newAccess() {
    return ACCESS_PREFIX + Ids.secret();
  }

  private String newRefresh(String chain) {
    return REFRESH_PREFIX + chain + "." + Ids.secret();
  }

  /** The first part of a refresh token; empty if it is none. */
  private static String chain(String refreshToken) {
    int dot = refreshToken.indexOf('.');
    return refreshToken.startsWith(REFRESH_PREFIX) && dot > 0
        ? refreshToken.substring(REFRESH_PREFIX.length(), dot)
        : "";
  }

  /**
   * New tokens for a refresh token, which works no more.
   *
   * @throws OAuthException invalid_grant
   */
  public TokenPair refresh(String client, String refreshToken) throws OAuthException {
    Optional<TokenPair> pair =
        database.write(transaction -> refresh(transaction, client, refreshToken));
    return pair.orElseThrow(
        () ->
            OAuthException.invalidGrant(
                "the refresh token is unknown, expired, revoked, or was used before"));
  }

  private Optional<TokenPair> refresh(Transaction transaction, String client, String refreshToken) {
    Handle handle = transaction.handle();
    String chainText = chain(refreshToken);
    Optional<Chain> chain = find(handle, chainText).filter(found -> found.client.equals(client));
    Optional<Person> person = chain.flatMap(found -> People.find(handle, found.person));
    if (chain.isEmpty() || person.isEmpty()) {
      return Optional.empty();
    }
    if (!chain.get().isCurrent(refreshToken)) {
      end(transaction, chain.get().id, person.get(), "program.token-reused");
      return Optional.empty();
    }
    long now = clock.millis();
    if (person.get().isDisabled() || chain.get().expiresAt <= now) {
      return Optional.empty();
    }
    String access = newAccess();
    String refresh = newRefresh(chainText);
    // The condition again: two managers may do this at once, and only one of them may win.
    int changed =
        handle.execute(
            "update program set refresh_hash = ?, access_hash = ?, access_expires_at = ?,"
                + " used_at = ?, expires_at = ? where id = ? and refresh_hash = ?",
            SecretHash.of(refresh),
            SecretHash.of(access),
            now + ACCESS.toMillis(),
            now,
            now + REFRESH.toMillis(),
            chain.get().id,
            chain.get().refreshHash);
    return changed == 1 ? Optional.of(new TokenPair(access, refresh)) : Optional.empty();
  }

  private static Optional<Chain> find(Handle handle, String chain) {
    return chain.isEmpty()
        ? Optional.empty()
        : handle
            .createQuery(
                "select id, person_id, client, refresh_hash, expires_at from program"
                    + " where chain_hash = :hash")
            .bind("hash", SecretHash.of(chain))
            .map(
                (row, context) ->
                    new Chain(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5)))
            .findOne();
  }

  /** Whom an access token stands for; nothing if it is unknown or expired. */
  public Optional<Principal> identify(String accessToken) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select person_id from program"
                        + " where access_hash = :hash and access_expires_at > :now")
                .bind("hash", SecretHash.of(accessToken))
                .bind("now", clock.millis())
                .mapTo(String.class)
                .findOne()
                .flatMap(id -> People.find(handle, id))
                .filter(person -> !person.isDisabled())
                .map(Person::principal));
  }

  /** Ends the program that a token is of; one that is of none is no error [RFC 7009, 2.2]. */
  public void revoke(String token) {
    database.change(
        transaction -> {
          Handle handle = transaction.handle();
          String column = token.startsWith(ACCESS_PREFIX) ? "access_hash" : "chain_hash";
          String secret = token.startsWith(ACCESS_PREFIX) ? token : chain(token);
          record Owned(String id, String person) {}
          Optional<Owned> found =
              handle
                  .createQuery("select id, person_id from program where " + column + " = :hash")
                  .bind("hash", SecretHash.of(secret))
                  .map((row, context) -> new Owned(row.getString(1), row.getString(2)))
                  .findOne();
          found.ifPresent(
              owned ->
                  People.find(handle, owned.person)
                      .ifPresent(p -> end(transaction, owned.id, p, "program.revoked")));
        });
  }

  /** Those of a person, the last used first. */
  public List<Program> ofPerson(String person) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select id, client, address, created_at, used_at from program"
                        + " where person_id = :person and expires_at > :now order by used_at desc")
                .bind("person", person)
                .bind("now", clock.millis())
                .map(
                    (row, context) ->
                        new Program(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            Instant.ofEpochMilli(row.getLong(4)),
                            Instant.ofEpochMilli(row.getLong(5))))
                .list());
  }

  /** Ends one of a person's. */
  public void end(Person person, String id) {
    database.change(transaction -> end(transaction, id, person, "program.revoked"));
  }

  private void end(Transaction transaction, String id, Person person, String action) {
    int ended =
        transaction
            .handle()
            .execute("delete from program where id = ? and person_id = ?", id, person.id());
    if (ended > 0) {
      audit.record(
          transaction, person.tenant(), person.principal().actor(), action, id, JsonObject.EMPTY);
    }
  }
}
