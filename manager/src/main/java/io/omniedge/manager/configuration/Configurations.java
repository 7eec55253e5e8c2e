package io.omniedge.manager.configuration;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.broker.MqttLink;
import io.omniedge.manager.broker.Outbox;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Columns;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import io.omniedge.protocol.sign.SigningKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;

/**
 * How devices are to be configured: each change is a revision that stays, so that any of them can
 * be wanted again. The newest is published signed and retained. Thread-safe.
 */
public final class Configurations {
  private static final int DEFAULT_CONFIRM_SECONDS = 120;

  /** The note of a revision that keeps what was so before the next one. */
  private static final String AS_IT_WAS = "as it was";

  private final Database database;
  private final Audit audit;
  private final SigningKey key;
  private final MqttLink link;
  private final Outbox outbox;
  private final InstantSource clock;

  /** With what signs and sends them. */
  public Configurations(
      Database database,
      Audit audit,
      SigningKey key,
      MqttLink link,
      Outbox outbox,
      InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.key = key;
    this.link = link;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * A revision. What leaves this class shows no passwords.
   *
   * @param revision grows with each change of the device
   * @param wish of the components
   * @param confirmSeconds how long a device tries it without us
   * @param author who wanted it
   * @param note why, for people
   * @param createdAt milliseconds since 1970
   */
  public record Desired(
      long revision, Wish wish, int confirmSeconds, String author, String note, long createdAt) {
    private static Desired of(ResultSet row) throws SQLException {
      return new Desired(
          row.getLong("revision"),
          wish(Columns.object(row, "document")),
          row.getInt("confirm_seconds"),
          row.getString("author"),
          row.getString("note"),
          row.getLong("created_at"));
    }

    private static Wish wish(JsonObject document) {
      try {
        return Wish.read(Fields.of(document));
      } catch (ProtocolException e) {
        throw new IllegalStateException("it was checked before it was stored", e);
      }
    }

    private Desired hiding(Secrets secrets) {
      return new Desired(revision, wish.hiding(secrets), confirmSeconds, author, note, createdAt);
    }

    /** As the API shows it. */
    public JsonObject toJson() {
      JsonObject.Builder json = JsonObject.builder();
      wish.toJson().members().forEach(json::put);
      return json.put("revision", revision)
          .put("confirmSeconds", confirmSeconds)
          .put("author", author)
          .put("note", note)
          .put("createdAt", createdAt / 1000)
          .build();
    }
  }

  /** Publishes the newest of all devices: the broker may have lost what it retained. */
  public void publishAll() {
    database
        .read(
            handle ->
                handle
                    .createQuery("select distinct device_id from desired")
                    .mapTo(String.class)
                    .list())
        .forEach(this::send);
  }

  private void send(String device) {
    outbox.send("desired:" + device, () -> publishNewest(device));
  }

  /** The newest of a device. */
  public Optional<Desired> newest(String tenant, String device) {
    return history(tenant, device, Long.MAX_VALUE, 1).stream().findFirst();
  }

  private static Optional<Desired> newest(Handle handle, String device) {
    return history(handle, device, Long.MAX_VALUE, 1).stream().findFirst();
  }

  /** From newer to older. */
  public List<Desired> history(String tenant, String device, long before, int limit) {
    return database.read(
        handle -> {
          Secrets secrets = secrets(handle, DeviceTable.get(handle, tenant, device).id());
          return history(handle, device, before, limit).stream()
              .map(desired -> desired.hiding(secrets))
              .toList();
        });
  }

  private static Secrets secrets(Handle handle, String device) {
    return new Secrets(document(handle, "forms", device).map(Received::document));
  }

  private static List<Desired> history(Handle handle, String device, long before, int limit) {
    return handle
        .createQuery(
            "select * from desired where device_id = ? and revision < ?"
                + " order by revision desc limit "
                + limit)
        .bind(0, device)
        .bind(1, before)
        .map((row, context) -> Desired.of(row))
        .list();
  }

  /**
   * Wants another configuration. What the device reported of the properties it changes, and nobody
   * wanted before, is kept as a revision of its own, so that it can be wanted again.
   *
   * @param revision the one that the caller looked at; nothing if any will do
   */
  public Desired put(
      String tenant, String device, Fields fields, OptionalLong revision, String actor)
      throws ProtocolException {
    Wish wish = Wish.read(fields);
    int confirmSeconds = (int) fields.integer("confirmSeconds", 1, 86_400, DEFAULT_CONFIRM_SECONDS);
    String note = fields.optionalText("note", 1_000).orElse("");
    return database.write(
        transaction -> {
          Handle handle = transaction.handle();
          Device _ = DeviceTable.get(handle, tenant, device);
          Optional<Desired> last = newest(handle, device);
          long newest = last.map(Desired::revision).orElse(0L);
          if (isStale(revision, newest)) {
            throw Problem.of(
                412,
                "precondition-failed",
                "It was changed meanwhile",
                "the newest revision is " + newest);
          }
          Wish known = last.map(Desired::wish).orElse(Wish.NOTHING);
          Wish wanted = wish.keepingSecretsOf(known);
          reported(handle, device)
              .flatMap(now -> wanted.before(known, now, isOverridden(now, newest)))
              .ifPresent(
                  before -> add(transaction, device, before, confirmSeconds, actor, AS_IT_WAS));
          Desired desired = add(transaction, device, wanted, confirmSeconds, actor, note);
          return published(transaction, tenant, device, desired, "put");
        });
  }

  private static boolean isStale(OptionalLong revision, long newest) {
    return revision.isPresent() && revision.getAsLong() != newest;
  }

  private static boolean isOverridden(ReportedConfiguration now, long newest) {
    return now.outcome() == ReportedConfiguration.Outcome.OVERRIDDEN && now.revision() == newest;
  }

  /** Wants again what was wanted before, and what was so before later wishes. */
  public Desired rollback(String tenant, String device, long revision, String actor) {
    return database.write(
        transaction -> {
          Handle handle = transaction.handle();
          Device _ = DeviceTable.get(handle, tenant, device);
          Desired old =
              history(handle, device, revision + 1, 1).stream()
                  .filter(desired -> desired.revision() == revision)
                  .findFirst()
                  .orElseThrow(() -> Problem.notFound("revision", "" + revision));
          Wish wanted = old.wish().undoing(before(handle, device, revision));
          Optional<ReportedConfiguration> now = reported(handle, device);
          if (now.isPresent()) {
            wanted = wanted.deletingOnly(now.get().components().keySet());
          }
          Desired desired =
              add(
                  transaction,
                  device,
                  wanted,
                  old.confirmSeconds(),
                  actor,
                  "as in revision " + revision);
          return published(transaction, tenant, device, desired, "rollback");
        });
  }

  /** What was so before the changes that came after a revision, from older to newer. */
  private static List<Wish> before(Handle handle, String device, long revision) {
    return handle
        .createQuery(
            "select * from desired where device_id = ? and revision > ? and note = ?"
                + " order by revision")
        .bind(0, device)
        .bind(1, revision)
        .bind(2, AS_IT_WAS)
        .map((row, context) -> Desired.of(row).wish())
        .list();
  }

  private Desired add(
      Transaction transaction,
      String id,
      Wish wish,
      int confirmSeconds,
      String actor,
      String note) {
    Handle handle = transaction.handle();
    long last = newest(handle, id).map(Desired::revision).orElse(0L);
    // A manager that was restored meets devices that know of later revisions.
    long reported = reported(handle, id).map(ReportedConfiguration::revision).orElse(0L);
    long next = Math.max(last, reported) + 1;
    Desired desired = new Desired(next, wish, confirmSeconds, actor, note, clock.millis());
    insert(handle, id, desired);
    return desired;
  }

  private Desired published(
      Transaction transaction, String tenant, String id, Desired desired, String how) {
    audit.record(
        transaction,
        tenant,
        desired.author(),
        "configuration." + how,
        id,
        JsonObject.builder()
            .put("revision", desired.revision())
            .put("note", desired.note())
            .build());
    transaction.afterCommit(() -> send(id));
    return desired.hiding(secrets(transaction.handle(), id));
  }

  private static void insert(Handle handle, String id, Desired desired) {
    handle.execute(
        "insert into desired (device_id, revision, document, confirm_seconds, author, note,"
            + " created_at) values (?, ?, ?, ?, ?, ?, ?)",
        id,
        desired.revision(),
        desired.wish().toJson().toJson(),
        desired.confirmSeconds(),
        desired.author(),
        desired.note(),
        desired.createdAt());
  }

  private static Optional<ReportedConfiguration> reported(Handle handle, String device) {
    Optional<Received> received = document(handle, "reported", device);
    if (received.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ReportedConfiguration.fromBytes(received.get().document().toBytes()));
    } catch (ProtocolException e) {
      throw new IllegalStateException("it was checked before it was stored", e);
    }
  }

  /** The newest when it is published, not when it was asked for: never an older one after it. */
  private CompletableFuture<Boolean> publishNewest(String id) {
    Optional<Device> device = database.read(handle -> DeviceTable.find(handle, id));
    Optional<Desired> desired = database.read(handle -> newest(handle, id));
    return device.isEmpty() || desired.isEmpty()
        ? CompletableFuture.completedFuture(true)
        : publish(device.get(), desired.get());
  }

  private CompletableFuture<Boolean> publish(Device device, Desired desired) {
    DesiredConfiguration message =
        new DesiredConfiguration(
            device.id(),
            desired.revision(),
            desired.createdAt() / 1000,
            desired.confirmSeconds(),
            desired.wish().components(),
            desired.wish().deleted());
    return link.publish(
        new Topic(device.tenant(), device.id(), Leaf.DESIRED), message.signed(key), true);
  }

  /**
   * A document of a device.
   *
   * @param document as it sent it
   * @param receivedAt milliseconds since 1970
   */
  public record Received(JsonObject document, long receivedAt) {}

  /** What a device reported, or the forms of its components. */
  public Optional<Received> received(Leaf leaf, String tenant, String device) {
    return database.read(
        handle -> document(handle, table(leaf), DeviceTable.get(handle, tenant, device).id()));
  }

  private static String table(Leaf leaf) {
    return leaf == Leaf.FORMS ? "forms" : "reported";
  }

  private static Optional<Received> document(Handle handle, String table, String device) {
    return handle
        .createQuery("select document, received_at from " + table + " where device_id = ?")
        .bind(0, device)
        .map((row, context) -> new Received(Columns.object(row, "document"), row.getLong(2)))
        .findOne();
  }

  /** Takes what a device reports, or its forms. */
  public void take(Device device, Topic topic, byte[] message) throws ProtocolException {
    JsonObject document = JsonReader.readObject(message, ReportedConfiguration.MAX_BYTES);
    if (topic.leaf() == Leaf.REPORTED) {
      ReportedConfiguration reported = ReportedConfiguration.fromBytes(message);
      document = JsonReader.readObject(reported.toBytes(), 2 * ReportedConfiguration.MAX_BYTES);
    }
    String table = table(topic.leaf());
    String text = document.toJson();
    // Retained: each connection of ours brings them all again.
    boolean same =
        database.read(
            handle ->
                handle
                    .createQuery("select document from " + table + " where device_id = ?")
                    .bind(0, device.id())
                    .mapTo(String.class)
                    .findOne()
                    .filter(text::equals)
                    .isPresent());
    if (!same) {
      database.change(transaction -> save(transaction, table, device.id(), text));
    }
  }

  private void save(Transaction transaction, String table, String device, String text) {
    if (DeviceTable.find(transaction.handle(), device).isPresent()) {
      transaction
          .handle()
          .execute(
              "insert into "
                  + table
                  + " (device_id, document, received_at) values (?, ?, ?) on conflict (device_id)"
                  + " do update set document = excluded.document,"
                  + " received_at = excluded.received_at",
              device,
              text,
              clock.millis());
    }
  }

  /** Clears what the broker retains of a device that is forgotten. */
  public void forget(Device device) {
    for (Leaf leaf : List.of(Leaf.STATE, Leaf.REPORTED, Leaf.FORMS, Leaf.DESIRED)) {
      Topic topic = new Topic(device.tenant(), device.id(), leaf);
      outbox.send(leaf + ":" + device.id(), () -> link.publish(topic, new byte[0], true));
    }
  }
}
