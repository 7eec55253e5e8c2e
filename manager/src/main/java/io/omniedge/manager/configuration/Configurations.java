package io.omniedge.manager.configuration;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.broker.MqttLink;
import io.omniedge.manager.broker.Outbox;
import io.omniedge.manager.configuration.Desired.Ending;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.message.Leaf;
import io.omniedge.protocol.message.Topic;
import io.omniedge.protocol.sign.SigningKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
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

  /**
   * What is wanted of a device, as the newest revision. If the device refused that or took it back,
   * it is wanted no more: then these are the components that were wanted before it. The next change
   * is built on them.
   */
  public Optional<Desired> newest(String tenant, String id) {
    return database.read(
        handle -> {
          Told told = Told.of(handle, DeviceTable.get(handle, tenant, id).id());
          Revisions revisions = new Revisions(handle, id);
          Wish base = told.base(revisions);
          return revisions.newest().map(newest -> newest.with(base.hiding(told.secrets())));
        });
  }

  /** From newer to older. */
  public List<Desired> history(String tenant, String id, long before, int limit) {
    return database.read(
        handle -> {
          Secrets secrets = Told.of(handle, DeviceTable.get(handle, tenant, id).id()).secrets();
          return new Revisions(handle, id)
              .before(before, limit).stream()
                  .map(desired -> desired.with(desired.wish().hiding(secrets)))
                  .toList();
        });
  }

  /**
   * Wants these components and no others.
   *
   * @param revision the one that the caller looked at; nothing if any will do
   */
  public Desired put(
      String tenant, String device, Fields fields, OptionalLong revision, String actor)
      throws ProtocolException {
    Wish asked = Wish.read(fields);
    Manner manner = Manner.of(fields, revision, actor, "put");
    return want(tenant, device, manner, (_, _, _) -> asked, (base, wish) -> wish).orElseThrow();
  }

  /**
   * Wants these properties beside what is wanted already and was not refused.
   *
   * @param revision the one that the caller looked at; nothing if any will do
   */
  public Desired change(
      String tenant, String device, Fields fields, OptionalLong revision, String actor)
      throws ProtocolException {
    Wish asked = Wish.read(fields);
    if (asked.isEmpty()) {
      throw fields.wrong("components", "", "nothing is to be changed");
    }
    Manner manner = Manner.of(fields, revision, actor, "change");
    return want(tenant, device, manner, (_, _, _) -> asked, Wish::adding).orElseThrow();
  }

  /** Says which properties of a component are to be others. */
  @FunctionalInterface
  public interface Edit {
    /**
     * Those that are to be.
     *
     * @param handle of the transaction that changes them
     * @param properties all that there are now
     */
    JsonObject of(Handle handle, JsonObject properties);
  }

  /**
   * Changes a component by what it is: as it is wanted, and as it is reported where nothing is.
   *
   * @param edit nothing is changed if it says an empty object
   * @return the new revision; nothing if there is none because nothing changes
   */
  public Optional<Desired> edit(
      String tenant, String device, String pid, Edit edit, String note, String actor) {
    return want(
        tenant,
        device,
        new Manner(DEFAULT_CONFIRM_SECONDS, note, OptionalLong.empty(), actor, "change"),
        (handle, told, base) -> Wish.of(pid, edit.of(handle, properties(pid, told, base))),
        Wish::adding);
  }

  private static JsonObject properties(String pid, Told told, Wish base) {
    TreeMap<String, JsonValue> properties = new TreeMap<>();
    for (Map<String, ComponentSettings> components :
        List.of(told.components(), base.components())) {
      ComponentSettings settings = components.get(pid);
      if (settings != null) {
        properties.putAll(settings.properties().members());
      }
    }
    return new JsonObject(properties);
  }

  /** What is wanted of a component of a device, as the next change would be built on it. */
  public JsonObject wanted(Handle handle, String device, String pid) {
    ComponentSettings settings =
        Told.of(handle, device).base(new Revisions(handle, device)).components().get(pid);
    return settings == null ? JsonObject.EMPTY : settings.properties();
  }

  /**
   * Devices of a tenant, but for those that are revoked, of which a wish with this text was made
   * once. Reads all wishes: for what is seldom asked.
   */
  public static List<String> devicesOnceWanting(Handle handle, String tenant, String text) {
    return handle
        .createQuery(
            "select distinct w.device_id from desired w join device d on d.id = w.device_id"
                + " where d.tenant_id = ? and d.membership <> 'revoked' and w.document like ?"
                + " order by w.device_id")
        .bind(0, tenant)
        .bind(1, "%" + text + "%")
        .mapTo(String.class)
        .list();
  }

  /** What is wished, with what the device told and what is wanted of it already. */
  @FunctionalInterface
  private interface Asking {
    Wish of(Handle handle, Told told, Wish base);
  }

  /** How a wish is made, beside what is wished. */
  private record Manner(
      int confirmSeconds, String note, OptionalLong revision, String actor, String how) {
    static Manner of(Fields fields, OptionalLong revision, String actor, String how)
        throws ProtocolException {
      return new Manner(
          (int) fields.integer("confirmSeconds", 1, 86_400, DEFAULT_CONFIRM_SECONDS),
          fields.optionalText("note", 1_000).orElse(""),
          revision,
          actor,
          how);
    }
  }

  /**
   * What the device reported of the properties that are changed, and nobody wanted before, is kept
   * as a revision of its own, so that one can go back to it.
   */
  private Optional<Desired> want(
      String tenant,
      String device,
      Manner manner,
      Asking asking,
      BinaryOperator<Wish> combination) {
    return database.write(
        transaction -> {
          Handle handle = transaction.handle();
          Device _ = DeviceTable.get(handle, tenant, device);
          Revisions revisions = new Revisions(handle, device);
          long newest = revisions.newest().map(Desired::revision).orElse(0L);
          if (manner.revision().isPresent() && manner.revision().getAsLong() != newest) {
            throw Problem.of(
                    412,
                    "precondition-failed",
                    "It was changed meanwhile",
                    "the newest revision is " + newest)
                .at("If-Match");
          }
          Told told = Told.of(handle, device);
          Wish base = told.base(revisions);
          Wish asked = asking.of(handle, told, base);
          if (asked.isEmpty() && manner.how().equals("change")) {
            return Optional.empty();
          }
          Wish wish = asked.namingFactories(told.components()).keepingSecretsOf(base);
          Wish whole = combination.apply(base, wish);
          told.check().accept(wish, whole, base);
          Wish wanted = told.deletable(whole);
          wanted
              .before(base, told.components(), told.forms())
              .ifPresent(before -> add(transaction, device, told, before, true, manner, AS_IT_WAS));
          Desired desired = add(transaction, device, told, wanted, false, manner, manner.note());
          return Optional.of(published(transaction, tenant, device, told, desired, manner.how()));
        });
  }

  /** Wants again what was wanted before, and what was so before later wishes. */
  public Desired rollback(String tenant, String device, long revision, String actor) {
    return database.write(
        transaction -> {
          Handle handle = transaction.handle();
          Device _ = DeviceTable.get(handle, tenant, device);
          Revisions revisions = new Revisions(handle, device);
          Desired old =
              revisions
                  .find(revision)
                  .orElseThrow(
                      () -> Problem.invalid("revision", "" + revision, "there is no such one"));
          if (old.outcome().isUndone()) {
            throw Problem.conflict(
                "undone-revision",
                "revision",
                "revision "
                    + revision
                    + " was "
                    + old.outcome().text()
                    + " by the device, there is nothing to go back to");
          }
          Told told = Told.of(handle, device);
          Wish wish =
              old.isObserved()
                  ? old.wish()
                      .undoing(revisions.standingBefore(old).map(Desired::wish).stream().toList())
                  : old.wish();
          Wish whole = told.deletable(wish.undoing(revisions.observedAfter(revision)));
          Wish wanted = withoutUnknownSecrets(whole, revisions, told);
          told.check().accept(wanted, wanted, Wish.NOTHING);
          Manner manner =
              new Manner(
                  old.confirmSeconds(),
                  "as in revision " + revision,
                  OptionalLong.empty(),
                  actor,
                  "rollback");
          Desired desired = add(transaction, device, told, wanted, false, manner, manner.note());
          return published(transaction, tenant, device, told, desired, manner.how());
        });
  }

  /** A password that was changed from here cannot be what it was: no device ever told it. */
  private static Wish withoutUnknownSecrets(Wish wanted, Revisions revisions, Told told) {
    Wish standing = revisions.standing().map(Desired::wish).orElse(Wish.NOTHING);
    List<Wish.Property> unknown = wanted.unknownSecrets();
    for (Wish.Property property : unknown) {
      if (standing.sets(property) || !told.components().containsKey(property.pid())) {
        throw Problem.conflict(
            "unknown-password",
            "revision",
            property.pid()
                + "."
                + property.name()
                + ": the device had another password then, which the manager does not know;"
                + " set or clear it and the other properties by a new change");
      }
    }
    return wanted.only(
        (pid, settings) -> true,
        (pid, factory, name, value) -> !unknown.contains(new Wish.Property(pid, name)));
  }

  private Desired add(
      Transaction transaction,
      String id,
      Told told,
      Wish wish,
      boolean isObserved,
      Manner manner,
      String note) {
    Revisions revisions = new Revisions(transaction.handle(), id);
    long last = revisions.newest().map(Desired::revision).orElse(0L);
    // A manager that was restored meets devices that know of later revisions.
    Desired desired =
        new Desired(
            Math.max(last, told.revision()) + 1,
            wish,
            isObserved,
            Math.max(revisions.answered(), told.answered()),
            manner.confirmSeconds(),
            manner.actor(),
            note,
            clock.millis(),
            isObserved ? new Ending(Outcome.APPLIED) : Ending.PENDING);
    revisions.add(desired);
    return desired;
  }

  private Desired published(
      Transaction transaction, String tenant, String id, Told told, Desired desired, String how) {
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
    return desired.with(desired.wish().hiding(told.secrets()));
  }

  /** The newest when it is published, not when it was asked for: never an older one after it. */
  private CompletableFuture<Boolean> publishNewest(String id) {
    Optional<Device> device = database.read(handle -> DeviceTable.find(handle, id));
    Optional<Desired> desired = database.read(handle -> new Revisions(handle, id).newest());
    return device.isEmpty() || desired.isEmpty() || desired.get().outcome().isUndone()
        ? CompletableFuture.completedFuture(true)
        : publish(device.get(), desired.get());
  }

  private CompletableFuture<Boolean> publish(Device device, Desired desired) {
    DesiredConfiguration message =
        new DesiredConfiguration(
            device.id(),
            desired.revision(),
            desired.answered(),
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
        handle ->
            Told.document(handle, Told.table(leaf), DeviceTable.get(handle, tenant, device).id()));
  }

  /** Takes what a device reports, or its forms. */
  public void take(Device device, Topic topic, byte[] message) throws ProtocolException {
    JsonObject document = JsonReader.readObject(message, ReportedConfiguration.MAX_BYTES);
    Optional<ReportedConfiguration> reported = Optional.empty();
    if (topic.leaf() == Leaf.REPORTED) {
      reported = Optional.of(ReportedConfiguration.fromBytes(message));
      document =
          JsonReader.readObject(reported.get().toBytes(), 2 * ReportedConfiguration.MAX_BYTES);
    }
    String table = Told.table(topic.leaf());
    String text = document.toJson();
    Optional<ReportedConfiguration> report = reported;
    // Retained: each connection of ours brings them all again.
    boolean isKnown =
        database.read(
            handle ->
                Told.isStored(handle, table, device.id(), text)
                    && report.stream().allMatch(new Revisions(handle, device.id())::knows));
    if (!isKnown) {
      database.change(transaction -> save(transaction, table, device.id(), text, report));
    }
  }

  private void save(
      Transaction transaction,
      String table,
      String device,
      String text,
      Optional<ReportedConfiguration> reported) {
    Handle handle = transaction.handle();
    if (DeviceTable.find(handle, device).isPresent()) {
      Told.store(handle, table, device, text, clock.millis());
      reported.ifPresent(new Revisions(handle, device)::settle);
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
