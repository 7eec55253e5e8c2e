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
import io.omniedge.protocol.config.ComponentSettings;
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
  /** Of a desired document. */
  private static final int MAX_COMPONENTS = 1_000;

  private static final int MAX_PID = 255;
  private static final int DEFAULT_CONFIRM_SECONDS = 120;

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
   * A revision.
   *
   * @param revision grows with each change of the device
   * @param document {@code {"components": …, "deleted": […]}}
   * @param confirmSeconds how long a device tries it without us
   * @param author who wanted it
   * @param note why, for people
   * @param createdAt milliseconds since 1970
   */
  public record Desired(
      long revision,
      JsonObject document,
      int confirmSeconds,
      String author,
      String note,
      long createdAt) {
    private static Desired of(ResultSet row) throws SQLException {
      return new Desired(
          row.getLong("revision"),
          Columns.object(row, "document"),
          row.getInt("confirm_seconds"),
          row.getString("author"),
          row.getString("note"),
          row.getLong("created_at"));
    }

    /** As the API shows it. */
    public JsonObject toJson() {
      JsonObject.Builder json = JsonObject.builder();
      document.members().forEach(json::put);
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
    return database.read(handle -> newest(handle, DeviceTable.get(handle, tenant, device).id()));
  }

  private static Optional<Desired> newest(Handle handle, String device) {
    return history(handle, device, Long.MAX_VALUE, 1).stream().findFirst();
  }

  /** From newer to older. */
  public List<Desired> history(String tenant, String device, long before, int limit) {
    return database.read(
        handle -> history(handle, DeviceTable.get(handle, tenant, device).id(), before, limit));
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
   * Wants another configuration.
   *
   * @param revision the one that the caller looked at; nothing if any will do
   */
  public Desired put(
      String tenant, String device, Fields fields, OptionalLong revision, String actor)
      throws ProtocolException {
    JsonObject document = checked(fields);
    int confirmSeconds = (int) fields.integer("confirmSeconds", 1, 86_400, DEFAULT_CONFIRM_SECONDS);
    String note = fields.optionalText("note", 1_000).orElse("");
    return add(tenant, device, document, confirmSeconds, note, revision, actor, "put");
  }

  /** Only what we know of, in its shape; else a device would refuse all of it. */
  private static JsonObject checked(Fields fields) throws ProtocolException {
    JsonObject.Builder components = JsonObject.builder();
    for (var component :
        fields.map("components", MAX_COMPONENTS, ComponentSettings::read).entrySet()) {
      if (component.getKey().isEmpty() || component.getKey().length() > MAX_PID) {
        throw fields.wrong(
            "components", component.getKey(), "a PID has 1 to " + MAX_PID + " characters");
      }
      components.put(component.getKey(), component.getValue().toJson());
    }
    List<String> deleted = fields.texts("deleted", MAX_COMPONENTS, MAX_PID, pid -> pid);
    JsonObject document =
        JsonObject.builder().put("components", components.build()).put("deleted", deleted).build();
    return document;
  }

  /** Wants again what was wanted before. */
  public Desired rollback(String tenant, String device, long revision, String actor) {
    Desired old =
        database.read(
            handle -> {
              DeviceTable.get(handle, tenant, device);
              return history(handle, device, revision + 1, 1).stream()
                  .filter(desired -> desired.revision() == revision)
                  .findFirst()
                  .orElseThrow(() -> Problem.notFound("revision", "" + revision));
            });
    return add(
        tenant,
        device,
        old.document(),
        old.confirmSeconds(),
        "as in revision " + revision,
        OptionalLong.empty(),
        actor,
        "rollback");
  }

  private Desired add(
      String tenant,
      String id,
      JsonObject document,
      int confirmSeconds,
      String note,
      OptionalLong expected,
      String actor,
      String how) {
    return database.write(
        transaction -> {
          Handle handle = transaction.handle();
          Device _ = DeviceTable.get(handle, tenant, id);
          long last = newest(handle, id).map(Desired::revision).orElse(0L);
          if (expected.isPresent() && expected.getAsLong() != last) {
            throw Problem.of(
                412,
                "precondition-failed",
                "It was changed meanwhile",
                "the newest revision is " + last);
          }
          // A manager that was restored meets devices that know of later revisions.
          long next = Math.max(last, reportedRevision(handle, id)) + 1;
          Desired desired =
              new Desired(next, document, confirmSeconds, actor, note, clock.millis());
          insert(handle, id, desired);
          audit.record(
              transaction,
              tenant,
              actor,
              "configuration." + how,
              id,
              JsonObject.builder().put("revision", next).put("note", note).build());
          transaction.afterCommit(() -> send(id));
          return desired;
        });
  }

  private static void insert(Handle handle, String id, Desired desired) {
    handle.execute(
        "insert into desired (device_id, revision, document, confirm_seconds, author, note,"
            + " created_at) values (?, ?, ?, ?, ?, ?, ?)",
        id,
        desired.revision(),
        desired.document().toJson(),
        desired.confirmSeconds(),
        desired.author(),
        desired.note(),
        desired.createdAt());
  }

  private static long reportedRevision(Handle handle, String device) {
    return document(handle, "reported", device)
        .flatMap(stored -> stored.document().find("revision"))
        .map(value -> Long.parseLong(value.toJson()))
        .orElse(0L);
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
    try {
      Fields fields = Fields.of(desired.document());
      DesiredConfiguration message =
          new DesiredConfiguration(
              device.id(),
              desired.revision(),
              desired.createdAt() / 1000,
              desired.confirmSeconds(),
              fields.map("components", MAX_COMPONENTS, ComponentSettings::read),
              fields.texts("deleted", MAX_COMPONENTS, MAX_PID, pid -> pid));
      return link.publish(
          new Topic(device.tenant(), device.id(), Leaf.DESIRED), message.signed(key), true);
    } catch (ProtocolException e) {
      throw new IllegalStateException("it was checked before it was stored", e);
    }
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
