package io.omniedge.manager.people;

import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.people.password.Throttle;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.net.AddressText;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Who is signed in. In the database, so that a restart signs nobody out and several managers agree;
 * what a person may do is looked up each time. Thread-safe.
 */
public final class Sessions {
  private static final Duration IDLE = Duration.ofHours(8);

  /** However busy: a browser left open is nobody's way in for ever. */
  private static final Duration LONGEST = Duration.ofDays(7);

  /** To find a telephone and type six digits. */
  private static final Duration CODE = Duration.ofMinutes(5);

  /** When it was used is written no more often: a commit for each page would be one too many. */
  private static final Duration WRITTEN = Duration.ofMinutes(1);

  private static final int MOST_OF_PERSON = 20;
  private static final int AGENT_CHARS = 200;

  /** What is missing. */
  enum Stage {
    OPEN,
    CODE
  }

  private final Database database;
  private final InstantSource clock;

  /** Those in this database. */
  public Sessions(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Opens one; answers the token that the browser keeps in a cookie. */
  String open(Transaction transaction, String person, Stage stage, Visitor visitor) {
    String token = Ids.secret();
    long now = clock.millis();
    Handle handle = transaction.handle();
    handle.execute(
        "delete from session where used_at < ? or created_at < ?",
        now - IDLE.toMillis(),
        now - LONGEST.toMillis());
    handle.execute(
        "insert into session (token_hash, person_id, stage, created_at, used_at, address, agent)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        SecretHash.of(token),
        person,
        stage.name(),
        now,
        now,
        AddressText.of(visitor.address()),
        visitor.agent().substring(0, Math.min(AGENT_CHARS, visitor.agent().length())));
    // Of the same stage: who knows a password and no code pushes nobody out.
    handle.execute(
        "delete from session where person_id = ? and stage = ? and token_hash not in"
            + " (select token_hash from session where person_id = ? and stage = ?"
            + " order by used_at desc, created_at desc limit ?)",
        person,
        stage.name(),
        person,
        stage.name(),
        MOST_OF_PERSON);
    return token;
  }

  /**
   * The session of a token, if it has not ended and its person may sign in.
   *
   * @param isUse whether a person did something, so that the time until it ends begins anew
   */
  public Optional<Session> find(String token, boolean isUse) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    String hash = SecretHash.of(token);
    Instant now = clock.instant();
    Optional<Session> session =
        database
            .read(handle -> select(handle, "token_hash", hash).stream().findFirst())
            .filter(found -> isAlive(found, now));
    if (session.isPresent()
        && isUse
        && session.get().isOpen()
        && Duration.between(session.get().usedAt(), now).compareTo(WRITTEN) > 0) {
      database.change(
          transaction ->
              transaction
                  .handle()
                  .execute(
                      "update session set used_at = ? where token_hash = ?",
                      now.toEpochMilli(),
                      hash));
    }
    return session;
  }

  private static boolean isAlive(Session session, Instant now) {
    Duration age = Duration.between(session.createdAt(), now);
    Duration idle = Duration.between(session.usedAt(), now);
    return !session.person().isDisabled()
        && age.compareTo(session.isOpen() ? LONGEST : CODE) <= 0
        && idle.compareTo(IDLE) <= 0;
  }

  private record Row(
      String hash,
      String person,
      boolean isOpen,
      String address,
      String agent,
      long createdAt,
      long usedAt) {}

  private static List<Session> select(Handle handle, String column, String value) {
    List<Row> rows =
        handle
            .createQuery(
                "select token_hash, person_id, stage, address, agent, created_at, used_at"
                    + " from session where "
                    + column
                    + " = :value order by used_at desc")
            .bind("value", value)
            .map(
                (row, context) ->
                    new Row(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3).equals(Stage.OPEN.name()),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getLong(7)))
            .list();
    return rows.stream()
        .flatMap(row -> PersonRows.find(handle, row.person).map(p -> session(row, p)).stream())
        .toList();
  }

  private static Session session(Row row, Person person) {
    return new Session(
        person,
        row.isOpen,
        row.address,
        row.agent,
        Instant.ofEpochMilli(row.createdAt),
        Instant.ofEpochMilli(row.usedAt),
        SecretHash.of(row.hash));
  }

  /** Those of a person that are open, the last used first. */
  public List<Session> ofPerson(String person) {
    Instant now = clock.instant();
    return database.read(
        handle ->
            select(handle, "person_id", person).stream()
                .filter(session -> session.isOpen() && isAlive(session, now))
                .toList());
  }

  /** Whether that session has this token. */
  public static boolean isOf(Session session, String token) {
    return session.handle().equals(SecretHash.of(SecretHash.of(token)));
  }

  /** Ends one. */
  public void close(String token) {
    database.change(transaction -> close(transaction.handle(), token));
  }

  static void close(Handle handle, String token) {
    handle.execute("delete from session where token_hash = ?", SecretHash.of(token));
  }

  /** Ends all of a person's but one. */
  public void closeAll(String person, String exceptToken) {
    database.change(transaction -> closeAll(transaction.handle(), person, exceptToken));
  }

  static void closeAll(Handle handle, String person, String exceptToken) {
    handle.execute(
        "delete from session where person_id = ? and token_hash <> ?",
        person,
        exceptToken.isEmpty() ? "" : SecretHash.of(exceptToken));
  }

  /**
   * Who is at the other end.
   *
   * @param address of the connection
   * @param agent the User-Agent header
   */
  public record Visitor(InetAddress address, String agent) {
    String key() {
      return Throttle.key(address);
    }
  }
}
