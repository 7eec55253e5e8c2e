package io.omniedge.manager.http;

import io.omniedge.manager.access.Principal;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Does a POST with an Idempotency-Key once: who sends it again gets the same answer. A request that
 * was cut short by the end of the manager is never done again; whether it was done has to be looked
 * up. Answers with secrets are not kept.
 */
public final class Idempotency {
  /** How long answers are kept. */
  private static final Duration KEPT = Duration.ofHours(24);

  /** Stands for the status of an answer that is not kept. */
  private static final int SHOWN_ONCE = 1;

  private static final String HEADER = "Idempotency-Key";
  private static final String TITLE = "This Idempotency-Key was used";

  /** Marks an answer that is not to be kept, because it shows a secret once. */
  public static final String SECRET = "X-Shown-Once";

  private final Database database;
  private final InstantSource clock;

  /** Keeps them in this database. */
  public Idempotency(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Does something. */
  @FunctionalInterface
  interface Action {
    Answer run() throws ProtocolException;
  }

  private record Kept(String requestHash, int status, String location, String body) {}

  Answer once(Call call, String path, Action action) throws ProtocolException {
    Optional<String> key = call.header(HEADER);
    if (key.isEmpty()) {
      return action.run();
    }
    if (!key.get().matches("[\\x21-\\x7e]{1,100}")) {
      throw Problem.invalid(HEADER, key.get(), "it must be 1 to 100 printable characters");
    }
    Principal principal = call.principal();
    String hash = hash(path, call.body());
    Optional<Kept> kept = reserve(principal, key.get(), hash);
    if (kept.isPresent()) {
      return again(kept.get(), hash);
    }
    Answer answer;
    try {
      answer = action.run();
    } catch (ProtocolException | RuntimeException e) {
      forget(principal, key.get()); // nothing was done
      throw e;
    }
    keep(principal, key.get(), answer);
    return answer;
  }

  private Optional<Kept> reserve(Principal principal, String key, String hash) {
    long now = clock.millis();
    return database.write(
        transaction -> {
          transaction
              .handle()
              .execute("delete from idempotency where created_at < ?", now - KEPT.toMillis());
          Optional<Kept> kept =
              transaction
                  .handle()
                  .createQuery(
                      "select request_hash, status, location, body from idempotency"
                          + " where tenant_id = ? and principal = ? and idempotency_key = ?")
                  .bind(0, principal.tenant())
                  .bind(1, principal.id())
                  .bind(2, key)
                  .map(
                      (row, context) ->
                          new Kept(
                              row.getString(1), row.getInt(2), row.getString(3), row.getString(4)))
                  .findOne();
          if (kept.isEmpty()) {
            transaction
                .handle()
                .execute(
                    "insert into idempotency values (?, ?, ?, ?, 0, '', '', ?)",
                    principal.tenant(),
                    principal.id(),
                    key,
                    hash,
                    now);
          }
          return kept;
        });
  }

  private static Answer again(Kept kept, String hash) {
    if (!kept.requestHash().equals(hash)) {
      throw Problem.of(422, "idempotency-key-reused", TITLE, "for another request").at(HEADER);
    }
    if (kept.status() == 0) {
      throw Problem.of(
              409,
              "idempotency-key-in-use",
              TITLE,
              "the request is being done, or was cut short: look up whether it was done")
          .at(HEADER);
    }
    if (kept.status() == SHOWN_ONCE) {
      throw Problem.of(
              409,
              "idempotency-key-used",
              TITLE,
              "the request was done; its answer had a secret that is shown once. See "
                  + kept.location())
          .at(HEADER);
    }
    Map<String, String> headers =
        kept.location().isEmpty() ? Map.of() : Map.of("Location", kept.location());
    String contentType = kept.body().isEmpty() ? "" : "application/json";
    return new Answer(kept.status(), contentType, kept.body(), headers);
  }

  private void keep(Principal principal, String key, Answer answer) {
    boolean secret = answer.headers().containsKey(SECRET);
    database.change(
        transaction ->
            transaction
                .handle()
                .execute(
                    "update idempotency set status = ?, location = ?, body = ?"
                        + " where tenant_id = ? and principal = ? and idempotency_key = ?",
                    secret ? SHOWN_ONCE : answer.status(),
                    answer.location().orElse(""),
                    secret ? "" : answer.body(),
                    principal.tenant(),
                    principal.id(),
                    key));
  }

  private void forget(Principal principal, String key) {
    database.change(
        transaction ->
            transaction
                .handle()
                .execute(
                    "delete from idempotency"
                        + " where tenant_id = ? and principal = ? and idempotency_key = ?",
                    principal.tenant(),
                    principal.id(),
                    key));
  }

  private static String hash(String path, byte[] body) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update((path + "\n").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
