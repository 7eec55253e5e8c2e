package io.omniedge.manager.configuration;

import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The revisions of one device, in a transaction. */
final class Revisions {
  private final Handle handle;
  private final String device;

  Revisions(Handle handle, String device) {
    this.handle = handle;
    this.device = device;
  }

  /** From newer to older. */
  List<Desired> before(long revision, int limit) {
    return select("revision < ? order by revision desc limit " + limit, revision);
  }

  private List<Desired> select(String condition, long revision) {
    return handle
        .createQuery("select * from desired where device_id = ? and " + condition)
        .bind(0, device)
        .bind(1, revision)
        .map((row, context) -> Desired.of(row))
        .list();
  }

  Optional<Desired> newest() {
    return before(Long.MAX_VALUE, 1).stream().findFirst();
  }

  Optional<Desired> find(long revision) {
    return select("revision = ?", revision).stream().findFirst();
  }

  /** The wish that the next one is built on: the last that was in force or is waited for. */
  Optional<Desired> standing() {
    return standing("'pending', 'applied'", Long.MAX_VALUE);
  }

  /** The wish that stood when an observation was made. */
  Optional<Desired> standingBefore(Desired observed) {
    return standing("'pending', 'applied', 'superseded'", observed.revision());
  }

  private Optional<Desired> standing(String outcomes, long before) {
    return select(
            "revision < ? and observed = 0 and outcome in ("
                + outcomes
                + ") order by revision desc limit 1",
            before)
        .stream()
        .findFirst();
  }

  /** What was so before the changes that came after a revision, from older to newer. */
  List<Wish> observedAfter(long revision) {
    return select("revision > ? and observed = 1 order by revision", revision).stream()
        .map(Desired::wish)
        .toList();
  }

  /** The newest of which is known what became of it, 0 for none. */
  long answered() {
    return handle
        .createQuery(
            "select coalesce(max(revision), 0) from desired where device_id = ? and observed = 0"
                + " and outcome in ('applied', 'refused', 'reverted')")
        .bind(0, device)
        .mapTo(Long.class)
        .one();
  }

  void add(Desired desired) {
    handle.execute(
        "update desired set outcome = 'superseded' where device_id = ? and outcome = 'pending'",
        device);
    handle.execute(
        "insert into desired (device_id, revision, document, observed, answered, confirm_seconds,"
            + " author, note, created_at, outcome, reason, errors)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        device,
        desired.revision(),
        desired.wish().toJson().toJson(),
        desired.isObserved() ? 1 : 0,
        desired.answered(),
        desired.confirmSeconds(),
        desired.author(),
        desired.note(),
        desired.createdAt(),
        desired.outcome().text(),
        desired.ending().reason(),
        desired.ending().errors().toJson());
  }

  /** What a report says that became of a wish; nothing while that is open. */
  static Optional<Outcome> outcome(ReportedConfiguration reported) {
    return switch (reported.outcome()) {
      case NONE, TRIAL -> Optional.empty();
      // Changed by hand after it was in force.
      case APPLIED, OVERRIDDEN -> Optional.of(Outcome.APPLIED);
      case REFUSED -> Optional.of(Outcome.REFUSED);
      case REVERTED -> Optional.of(Outcome.REVERTED);
    };
  }

  /** Whether a report tells nothing new. */
  boolean knows(ReportedConfiguration reported) {
    Optional<Outcome> outcome = outcome(reported);
    return outcome.isEmpty()
        || find(reported.revision())
            .filter(known -> !known.isObserved() && known.outcome() != outcome.get())
            .isEmpty();
  }

  /**
   * Keeps what became of a wish. Those that were made on top of one that did no good, before that
   * was known, have it in them: they fall with it, and the device refuses them likewise.
   */
  void settle(ReportedConfiguration reported) {
    Optional<Outcome> outcome = outcome(reported);
    if (outcome.isEmpty()) {
      return;
    }
    long revision = reported.revision();
    handle.execute(
        "update desired set outcome = ?, reason = ?, errors = ? where device_id = ? and revision = ?"
            + " and observed = 0",
        outcome.get().text(),
        reported.reason(),
        errors(reported).toJson(),
        device,
        revision);
    handle.execute(
        "update desired set outcome = 'superseded' where device_id = ? and revision < ?"
            + " and outcome = 'pending'",
        device,
        revision);
    if (outcome.get().isUndone()) {
      handle.execute(
          "update desired set outcome = 'refused', reason = ? where device_id = ? and revision > ?"
              + " and answered < ? and observed = 0 and outcome in ('pending', 'superseded')",
          "it was made on top of revision " + revision + ", which was " + outcome.get().text(),
          device,
          revision,
          revision);
    }
  }

  private static JsonArray errors(ReportedConfiguration reported) {
    return new JsonArray(
        reported.errors().stream()
            .<JsonValue>map(
                error ->
                    JsonObject.builder()
                        .put("pid", error.pid())
                        .put("property", error.property())
                        .put("reason", error.reason())
                        .build())
            .toList());
  }
}
