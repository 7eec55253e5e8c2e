package io.omniedge.manager.people.oauth;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.SecretHash;
import io.omniedge.manager.people.People;
import io.omniedge.manager.people.Person;
import io.omniedge.manager.people.password.Throttle;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.AddressText;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Programs that wait until a person lets them in by a code [RFC 8628]. Anybody may ask, so the
 * waiting ones are few and short-lived. Thread-safe.
 */
public final class DeviceGrants {
  /** The one program there is; it has no secret, being on everybody's machine. */
  public static final String CLIENT = "omniedge-cli";

  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final int INTERVAL_S = 5;
  private static final int MOST = 1_000;
  private static final int MOST_OF_ADDRESS = 10;
  private static final int FREE_CODES = 10;
  private static final Duration CODE_WAIT = Duration.ofMinutes(5);

  private final Database database;
  private final Programs programs;
  private final Audit audit;
  private final InstantSource clock;
  private final Throttle codes = new Throttle(FREE_CODES, CODE_WAIT);

  /** Those in this database. */
  public DeviceGrants(Database database, Programs programs, Audit audit, InstantSource clock) {
    this.database = database;
    this.programs = programs;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * A program that waits.
   *
   * @param userCode which of them
   * @param client as {@code omniedge-cli}
   * @param address it asked from
   * @param createdAt when
   */
  public record Waiting(String userCode, String client, String address, Instant createdAt) {}

  private record Row(
      String userCode,
      String client,
      String address,
      long createdAt,
      long expiresAt,
      long polledAt,
      long intervalS,
      String state,
      String person) {}

  /**
   * A program asks to be let in.
   *
   * @param page where people type the code
   * @throws OAuthException invalid_client
   * @throws Problem 429 if too many wait
   */
  public JsonObject begin(String client, InetAddress from, String page) throws OAuthException {
    checkClient(client);
    String deviceCode = Ids.secret();
    String userCode = UserCode.random();
    String address = Throttle.key(from);
    long now = clock.millis();
    database.change(
        transaction -> {
          Handle handle = transaction.handle();
          handle.execute("delete from device_grant where expires_at < ?", now - LIFE.toMillis());
          checkRoom(handle, "", MOST, now);
          checkRoom(handle, address, MOST_OF_ADDRESS, now);
          handle.execute(
              "insert into device_grant (device_code_hash, user_code, client, address, address_key,"
                  + " created_at, expires_at, polled_at, interval_s, state, person_id)"
                  + " values (?, ?, ?, ?, ?, ?, ?, 0, ?, 'pending', null)",
              SecretHash.of(deviceCode),
              userCode,
              client,
              AddressText.of(from),
              address,
              now,
              now + LIFE.toMillis(),
              INTERVAL_S);
        });
    return JsonObject.builder()
        .put("device_code", deviceCode)
        .put("user_code", userCode)
        .put("verification_uri", page)
        .put("verification_uri_complete", page + "?code=" + userCode)
        .put("expires_in", LIFE.toSeconds())
        .put("interval", INTERVAL_S)
        .build();
  }

  static void checkClient(String client) throws OAuthException {
    if (!client.equals(CLIENT)) {
      throw new OAuthException("invalid_client", "client_id must be " + CLIENT);
    }
  }

  private static void checkRoom(Handle handle, String address, int most, long now) {
    int waiting =
        handle
            .createQuery(
                "select count(*) from device_grant where expires_at > :now"
                    + " and (:address = '' or address_key = :address)")
            .bind("now", now)
            .bind("address", address)
            .mapTo(Integer.class)
            .one();
    if (waiting >= most) {
      throw Problem.rateLimited(Duration.ofMinutes(1));
    }
  }

  /**
   * The program that waits with this code.
   *
   * @throws Problem 404 if there is none, 429 if this person has tried too many
   */
  public Waiting find(Person person, String typed) {
    Duration wait = codes.begin(person.id(), clock.instant());
    if (!wait.isZero()) {
      throw Problem.rateLimited(wait);
    }
    Row row =
        database
            .read(handle -> select(handle, "user_code", UserCode.normal(typed)))
            .filter(found -> found.state.equals("pending") && found.expiresAt > clock.millis())
            .orElseThrow(DeviceGrants::unknownCode);
    codes.succeeded(person.id());
    return new Waiting(row.userCode, row.client, row.address, Instant.ofEpochMilli(row.createdAt));
  }

  private static Problem unknownCode() {
    return Problem.of(
        404,
        "unknown-code",
        "Unknown code",
        "No program waits with this code. It may have expired; start again in the program.");
  }

  /** A person says whether the program may act for them. */
  public void decide(Person person, String typed, boolean isApproved) {
    Waiting waiting = find(person, typed);
    database.change(
        transaction -> {
          int changed =
              transaction
                  .handle()
                  .execute(
                      "update device_grant set state = ?, person_id = ? where user_code = ?"
                          + " and state = 'pending'",
                      isApproved ? "approved" : "denied",
                      person.id(),
                      waiting.userCode);
          if (changed != 1) {
            throw unknownCode();
          }
          audit.record(
              transaction,
              person.tenant(),
              person.principal().actor(),
              isApproved ? "program.approved" : "program.denied",
              person.id(),
              JsonObject.builder()
                  .put("client", waiting.client)
                  .put("address", waiting.address)
                  .build());
        });
  }

  /**
   * The program asks whether it was let in.
   *
   * @throws OAuthException authorization_pending, slow_down, access_denied, expired_token,
   *     invalid_grant
   */
  public TokenPair poll(String client, String deviceCode) throws OAuthException {
    checkClient(client);
    Poll poll = database.write(transaction -> poll(transaction, client, deviceCode));
    if (poll.pair.isPresent()) {
      return poll.pair.get();
    }
    throw new OAuthException(poll.error, poll.description);
  }

  private record Poll(Optional<TokenPair> pair, String error, String description) {
    static Poll refused(String error, String description) {
      return new Poll(Optional.empty(), error, description);
    }
  }

  private Poll poll(Transaction transaction, String client, String deviceCode) {
    Handle handle = transaction.handle();
    String hash = SecretHash.of(deviceCode);
    Optional<Row> found = select(handle, "device_code_hash", hash);
    if (found.isEmpty() || !found.get().client.equals(client)) {
      return Poll.refused("invalid_grant", "the device code is unknown or was used");
    }
    Row row = found.get();
    long now = clock.millis();
    if (row.expiresAt <= now) {
      return Poll.refused("expired_token", "nobody typed the code in time; start again");
    }
    return switch (row.state) {
      case "approved" -> approved(transaction, row, hash);
      case "denied" -> {
        handle.execute("delete from device_grant where device_code_hash = ?", hash);
        yield Poll.refused("access_denied", "the request was denied");
      }
      default -> pending(handle, row, hash, now);
    };
  }

  private Poll approved(Transaction transaction, Row row, String hash) {
    Handle handle = transaction.handle();
    int taken = handle.execute("delete from device_grant where device_code_hash = ?", hash);
    Optional<Person> person =
        People.find(handle, row.person).filter(found -> !found.isDisabled() && taken == 1);
    return person.isEmpty()
        ? Poll.refused("access_denied", "whoever approved it may not sign in any more")
        : new Poll(
            Optional.of(programs.start(transaction, person.get(), row.client, row.address)),
            "",
            "");
  }

  private static Poll pending(Handle handle, Row row, String hash, long now) {
    // A second less than was asked for: clocks and networks are not exact.
    boolean tooFast = row.polledAt != 0 && now - row.polledAt < (row.intervalS - 1) * 1000;
    handle.execute(
        "update device_grant set polled_at = ?, interval_s = ? where device_code_hash = ?",
        now,
        tooFast ? row.intervalS + INTERVAL_S : row.intervalS,
        hash);
    return tooFast
        ? Poll.refused("slow_down", "ask every " + (row.intervalS + INTERVAL_S) + " s")
        : Poll.refused("authorization_pending", "nobody has typed the code yet");
  }

  private static Optional<Row> select(Handle handle, String column, String value) {
    return handle
        .createQuery(
            "select user_code, client, address, created_at, expires_at, polled_at, interval_s,"
                + " state, person_id from device_grant where "
                + column
                + " = :value")
        .bind("value", value)
        .map(
            (row, context) ->
                new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getString(8),
                    String.valueOf(row.getString(9))))
        .findOne();
  }
}
