package io.omniedge.manager.command;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.broker.MqttLink;
import io.omniedge.manager.broker.Outbox;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Columns;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.message.Command;
import io.omniedge.protocol.message.CommandResult;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import io.omniedge.protocol.sign.SigningKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Tells devices to do something, once, and keeps what they answered. Thread-safe. */
public final class Commands {
  /** Names that devices know. */
  public static final Set<String> NAMES = Set.of("ping", "restart", "reload", "support-bundle");

  /** The name of what a device is told when somebody has seen an alarm here. */
  public static final String ACKNOWLEDGE_ALARM = "acknowledge-alarm";

  private final Database database;
  private final Audit audit;
  private final SigningKey key;
  private final MqttLink link;
  private final Outbox outbox;
  private final InstantSource clock;

  /** With what signs and sends them. */
  public Commands(
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
   * A command as it stands.
   *
   * @param id a device does a command of one id only once
   * @param device whom it is for
   * @param name what to do
   * @param arguments as the name wants them
   * @param author who gave it
   * @param issuedAt milliseconds since 1970
   * @param expiresAt later it is not done any more
   * @param answeredAt 0 if there is no answer yet
   * @param ok whether it was done
   * @param result what the device says
   */
  public record Given(
      String id,
      String device,
      String name,
      JsonObject arguments,
      String author,
      long issuedAt,
      long expiresAt,
      long answeredAt,
      boolean ok,
      String result) {
    private static Given of(ResultSet row) throws SQLException {
      return new Given(
          row.getString("id"),
          row.getString("device_id"),
          row.getString("name"),
          Columns.object(row, "arguments"),
          row.getString("author"),
          row.getLong("issued_at"),
          row.getLong("expires_at"),
          row.getLong("answered_at"),
          row.getInt("ok") != 0,
          row.getString("result"));
    }

    /** As the API shows it. */
    public JsonObject toJson(long now) {
      String state =
          answeredAt != 0 ? (ok ? "done" : "failed") : expiresAt <= now ? "expired" : "sent";
      return JsonObject.builder()
          .put("id", id)
          .put("device", device)
          .put("name", name)
          .put("arguments", arguments)
          .put("author", author)
          .put("issuedAt", issuedAt / 1000)
          .put("expiresAt", expiresAt / 1000)
          .put("state", state)
          .put("answeredAt", answeredAt / 1000)
          .put("result", result)
          .build();
    }
  }

  /** Gives one. */
  public Given give(
      String tenant,
      String deviceId,
      String name,
      JsonObject arguments,
      long validSeconds,
      String actor) {
    if (!NAMES.contains(name)) {
      throw Problem.invalid("name", name, "it must be one of " + NAMES.stream().sorted().toList());
    }
    return database.write(
        transaction ->
            give(
                transaction,
                DeviceTable.get(transaction.handle(), tenant, deviceId),
                name,
                arguments,
                validSeconds,
                actor));
  }

  /** Gives one that follows from something else, with that or not at all. */
  public Given give(
      Transaction transaction,
      Device device,
      String name,
      JsonObject arguments,
      long validSeconds,
      String actor) {
    long now = clock.millis();
    Given given =
        new Given(
            Ids.of('c'),
            device.id(),
            name,
            arguments,
            actor,
            now,
            now + validSeconds * 1000,
            0,
            false,
            "");
    transaction
        .handle()
        .execute(
            "insert into command (id, tenant_id, device_id, name, arguments, author,"
                + " issued_at, expires_at, answered_at, ok, result)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '')",
            given.id(),
            device.tenant(),
            device.id(),
            name,
            arguments.toJson(),
            actor,
            given.issuedAt(),
            given.expiresAt());
    audit.record(
        transaction,
        device.tenant(),
        actor,
        "command.give",
        device.id(),
        JsonObject.builder().put("command", given.id()).put("name", name).build());
    transaction.afterCommit(
        () -> outbox.send("command:" + given.id(), () -> publish(device, given)));
    return given;
  }

  private CompletableFuture<Boolean> publish(Device device, Given given) {
    long leftSeconds = (given.expiresAt() - clock.millis()) / 1000;
    if (leftSeconds <= 0) {
      return CompletableFuture.completedFuture(true); // nobody wants it any more
    }
    Command command =
        new Command(
            given.id(),
            device.id(),
            given.issuedAt() / 1000,
            given.expiresAt() / 1000,
            given.name(),
            given.arguments());
    return link.publishCommand(
        new Topic(device.tenant(), device.id(), Leaf.COMMAND),
        command.signed(key),
        given.id(),
        new Topic(device.tenant(), device.id(), Leaf.RESULT),
        leftSeconds);
  }

  /** One of a device. */
  public Given get(String tenant, String device, String id) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select * from command where id = ? and device_id = ? and tenant_id = ?")
                .bind(0, id)
                .bind(1, device)
                .bind(2, tenant)
                .map((row, context) -> Given.of(row))
                .findOne()
                .orElseThrow(() -> Problem.notFound("command", id)));
  }

  /** From newer to older. */
  public List<Given> list(String tenant, String device, long before, int limit) {
    return database.read(
        handle -> {
          DeviceTable.get(handle, tenant, device);
          return handle
              .createQuery(
                  "select * from command where device_id = ? and issued_at < ?"
                      + " order by issued_at desc, id limit "
                      + limit)
              .bind(0, device)
              .bind(1, before)
              .map((row, context) -> Given.of(row))
              .list();
        });
  }

  /** Takes an answer; only the first one, and only to a command that the device was given. */
  public void take(Device device, byte[] message) throws ProtocolException {
    CommandResult result = CommandResult.fromBytes(message);
    Optional<Integer> changed =
        database.write(
            transaction ->
                Optional.of(
                    transaction
                        .handle()
                        .execute(
                            "update command set answered_at = ?, ok = ?, result = ?"
                                + " where id = ? and device_id = ? and answered_at = 0",
                            clock.millis(),
                            result.ok() ? 1 : 0,
                            result.text(),
                            result.id(),
                            device.id())));
    if (changed.isEmpty() || changed.get() == 0) {
      throw new ProtocolException("id", result.id(), "the device has no such open command");
    }
  }
}
