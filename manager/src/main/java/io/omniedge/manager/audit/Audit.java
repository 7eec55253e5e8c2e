package io.omniedge.manager.audit;

import io.omniedge.manager.store.Columns;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Who did what, when, to what: written in the transaction that does it, never changed. The hash of
 * an entry is over the one before and its own content, so that whoever changes or removes one has
 * to change all that follow, and whoever has an export sees it. Thread-safe.
 */
public final class Audit {
  /** What stands before the first entry. */
  private static final String START = "0".repeat(64);

  private final InstantSource clock;

  /** With the time of its entries. */
  public Audit(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * One line.
   *
   * @param seq 1 for a tenant's first
   * @param at milliseconds since 1970
   * @param actor who: an API key, a user, a device, or the manager
   * @param action what, as {@code device.approve}
   * @param target identifier of what it was done to
   * @param details further values
   * @param hash over all of it and the hash before, in hexadecimal
   */
  public record Entry(
      long seq,
      long at,
      String actor,
      String action,
      String target,
      JsonObject details,
      String hash) {
    private static Entry of(ResultSet row) throws SQLException {
      return new Entry(
          row.getLong("seq"),
          row.getLong("at"),
          row.getString("actor"),
          row.getString("action"),
          row.getString("target"),
          Columns.object(row, "details"),
          row.getString("hash"));
    }

    /** As the API and an export show it. */
    public JsonObject toJson() {
      return content(seq, at, actor, action, target, details).put("hash", hash).build();
    }

    private static JsonObject.Builder content(
        long seq, long at, String actor, String action, String target, JsonObject details) {
      return JsonObject.builder()
          .put("seq", seq)
          .put("at", at)
          .put("actor", actor)
          .put("action", action)
          .put("target", target)
          .put("details", details);
    }

    /** What its hash should be after this one. */
    String hashAfter(String before) {
      return sha256(
          before + "\n" + content(seq, at, actor, action, target, details).build().toJson());
    }
  }

  private record Head(long seq, String hash) {}

  /** Adds an entry to the chain of a tenant, in the transaction of what it tells. */
  public void record(
      Transaction transaction,
      String tenant,
      String actor,
      String action,
      String target,
      JsonObject details) {
    Handle handle = transaction.handle();
    Optional<Head> found = head(handle, tenant);
    Head head = found.orElse(new Head(0, START));
    Entry fresh = new Entry(head.seq() + 1, clock.millis(), actor, action, target, details, "");
    String hash = fresh.hashAfter(head.hash());
    handle.execute(
        "insert into audit (tenant_id, seq, at, actor, action, target, details, hash)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
        tenant,
        fresh.seq(),
        fresh.at(),
        actor,
        action,
        target,
        details.toJson(),
        hash);
    handle.execute(
        found.isPresent()
            ? "update audit_head set seq = ?, hash = ? where tenant_id = ?"
            : "insert into audit_head (seq, hash, tenant_id) values (?, ?, ?)",
        fresh.seq(),
        hash,
        tenant);
  }

  private static Optional<Head> head(Handle handle, String tenant) {
    return handle
        .createQuery("select seq, hash from audit_head where tenant_id = ?")
        .bind(0, tenant)
        .map((row, context) -> new Head(row.getLong(1), row.getString(2)))
        .findOne();
  }

  /** Entries from newer to older. */
  public static List<Entry> newest(Handle handle, String tenant, long before, int limit) {
    return handle
        .createQuery(
            "select * from audit where tenant_id = ? and seq < ? order by seq desc limit " + limit)
        .bind(0, tenant)
        .bind(1, before)
        .map((row, context) -> Entry.of(row))
        .list();
  }

  /** Entries in their order, after a number. */
  public static List<Entry> following(Handle handle, String tenant, long after, int limit) {
    return handle
        .createQuery(
            "select * from audit where tenant_id = ? and seq > ? order by seq limit " + limit)
        .bind(0, tenant)
        .bind(1, after)
        .map((row, context) -> Entry.of(row))
        .list();
  }

  /**
   * What a look at the whole chain found.
   *
   * @param entries that were looked at
   * @param wrong number of the first that does not fit, 0 if all do
   * @param reason what is wrong with it, empty if nothing is
   * @param head hash of the newest: compare it with one you kept
   */
  public record Verification(long entries, long wrong, String reason, String head) {
    /** As the API shows it. */
    public JsonObject toJson() {
      return JsonObject.builder()
          .put("intact", wrong == 0)
          .put("entries", entries)
          .put("wrong", wrong)
          .put("reason", reason)
          .put("head", head)
          .build();
    }
  }

  /** Looks at the whole chain of a tenant. */
  public static Verification verify(Handle handle, String tenant) {
    String before = START;
    long seq = 0;
    while (true) {
      List<Entry> entries = following(handle, tenant, seq, 1_000);
      for (Entry entry : entries) {
        if (entry.seq() != seq + 1) {
          return new Verification(seq, seq + 1, "it is missing", before);
        }
        if (!entry.hash().equals(entry.hashAfter(before))) {
          return new Verification(seq, entry.seq(), "it was changed", before);
        }
        before = entry.hash();
        seq = entry.seq();
      }
      if (entries.isEmpty()) {
        break;
      }
    }
    Head head = head(handle, tenant).orElse(new Head(0, START));
    if (head.seq() != seq || !head.hash().equals(before)) {
      return new Verification(seq, seq + 1, "the newest entries are missing", before);
    }
    return new Verification(seq, 0, "", before);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
