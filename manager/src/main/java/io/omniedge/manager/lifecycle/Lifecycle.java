package io.omniedge.manager.lifecycle;

import io.omniedge.manager.address.Addresses;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.broker.Admission;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.map.MapService;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * How far a device belongs. The picture:
 *
 * <pre>
 *   enrolment ──► pending ──approve──► active ◄──approve── quarantined
 *      └──(key approves)──────────────►  │ └──quarantine, clone, expiry──► │
 *                     any of them ──revoke──► revoked ──delete──► forgotten
 * </pre>
 *
 * Everything is written with its audit entry, then the maps of those concerned are made again.
 * Thread-safe.
 */
public final class Lifecycle {
  /** How long after its end a certificate is renewed without anybody being asked. */
  public static final Duration GRACE = Duration.ofDays(30);

  /** A revoked device gets so long to take its last map, which says so. */
  private static final Duration BEFORE_CUT = Duration.ofSeconds(1);

  /** Who did it, if the manager did. */
  public static final String MANAGER = "manager";

  private final Database database;
  private final Audit audit;
  private final MapService maps;
  private final Admission admission;
  private final Timers timers;
  private final InstantSource clock;
  private final List<BiConsumer<Transaction, Device>> deletions = new CopyOnWriteArrayList<>();
  private final List<Consumer<Device>> cuts = new CopyOnWriteArrayList<>();
  private final List<Consumer<Device>> farewells = new CopyOnWriteArrayList<>();

  /** The life cycles of all devices. */
  public Lifecycle(
      Database database,
      Audit audit,
      MapService maps,
      Admission admission,
      Timers timers,
      InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.maps = maps;
    this.admission = admission;
    this.timers = timers;
    this.clock = clock;
  }

  /** Does this with a device that may have no session any more. */
  public void onCut(Consumer<Device> action) {
    cuts.add(action);
  }

  /** Does this in the transaction that forgets a device, which is there still. */
  public void onDelete(BiConsumer<Transaction, Device> action) {
    deletions.add(action);
  }

  /** Does this with a device that is forgotten. */
  public void onForgotten(Consumer<Device> action) {
    farewells.add(action);
  }

  /** Plans what expires. Once, at the start. */
  public void start() {
    database.read(
        handle ->
            handle
                .createQuery(
                    "select id, certificate_expires_at from device where membership <> 'revoked'")
                .map(
                    (row, context) -> {
                      planExpiry(row.getString(1), row.getLong(2));
                      return true;
                    })
                .list());
  }

  /** Makes it a member; what was suspicious is forgotten. */
  public Device approve(String tenant, String id, String actor) {
    return change(
        tenant,
        id,
        actor,
        "device.approve",
        JsonObject.EMPTY,
        (transaction, device) -> {
          refuseRevoked(device);
          DeviceTable.setMembership(transaction.handle(), id, Membership.ACTIVE, "");
          DeviceTable.forgetRuns(transaction.handle(), id);
        });
  }

  /** Keeps it apart: it reaches nobody but us. */
  public Device quarantine(String tenant, String id, String actor, String reason) {
    return change(
        tenant,
        id,
        actor,
        "device.quarantine",
        JsonObject.builder().put("reason", reason).build(),
        (transaction, device) -> {
          refuseRevoked(device);
          DeviceTable.setMembership(transaction.handle(), id, Membership.QUARANTINED, reason);
        });
  }

  /**
   * Keeps it apart within a transaction of the caller, for a reason of ours; one that is not a
   * member stays what it is.
   */
  public void suspect(Transaction transaction, Device device, String reason) {
    if (device.membership() == Membership.ACTIVE || device.membership() == Membership.PENDING) {
      DeviceTable.setMembership(transaction.handle(), device.id(), Membership.QUARANTINED, reason);
      audit.record(
          transaction,
          device.tenant(),
          MANAGER,
          "device.quarantine",
          device.id(),
          JsonObject.builder().put("reason", reason).build());
      touch(transaction, device);
    }
  }

  /** Takes it out for good. */
  public Device revoke(String tenant, String id, String actor) {
    return change(
        tenant,
        id,
        actor,
        "device.revoke",
        JsonObject.EMPTY,
        (transaction, device) -> {
          DeviceTable.setMembership(transaction.handle(), id, Membership.REVOKED, "");
          transaction.afterCommit(
              () -> {
                admission.refuse(id);
                timers.cancel("certificate:" + id);
                timers.set("cut:" + id, clock.instant().plus(BEFORE_CUT), () -> tell(cuts, device));
              });
        });
  }

  /** Forgets it; its address is free, its identity may enrol anew. */
  public void delete(String tenant, String id, String actor) {
    database.change(
        transaction -> {
          Device device = DeviceTable.get(transaction.handle(), tenant, id);
          deletions.forEach(action -> action.accept(transaction, device));
          DeviceTable.delete(transaction.handle(), device);
          Addresses.release(
              transaction.handle(), device.network(), device.address(), clock.millis());
          audit.record(
              transaction,
              tenant,
              actor,
              "device.delete",
              id,
              JsonObject.builder().put("name", device.name()).build());
          touch(transaction, device);
          transaction.afterCommit(
              () -> {
                admission.refuse(id);
                timers.cancel("certificate:" + id);
                timers.cancel("cut:" + id);
                maps.sitesChanged(device.network());
                tell(cuts, device);
                tell(farewells, device);
              });
        });
  }

  /** Notes that a certificate was issued, in the transaction of the caller. */
  public void certified(Transaction transaction, Device device, X509Certificate certificate) {
    long expiresAt = certificate.getNotAfter().toInstant().toEpochMilli();
    DeviceTable.setCertificate(
        transaction.handle(), device.id(), certificate.getSerialNumber().toString(16), expiresAt);
    transaction.afterCommit(
        () -> {
          admission.admit(device.id(), device.tenant());
          planExpiry(device.id(), expiresAt);
        });
  }

  /** Counts a change of the device's network, and has its maps looked at. */
  public void touch(Transaction transaction, Device device) {
    NetworkTable.touch(transaction.handle(), device.network());
    transaction.afterCommit(() -> maps.deviceChanged(device.network(), device.id()));
  }

  private void planExpiry(String id, long expiresAt) {
    if (expiresAt > 0) {
      timers.set(
          "certificate:" + id,
          Instant.ofEpochMilli(expiresAt).plus(GRACE),
          () -> Thread.startVirtualThread(() -> expire(id)));
    }
  }

  private void expire(String id) {
    database.change(
        transaction -> {
          Optional<Device> device = DeviceTable.find(transaction.handle(), id);
          if (device.isPresent() && isPastGrace(device.get(), clock.instant())) {
            suspect(transaction, device.get(), Device.EXPIRED);
          }
        });
  }

  /** Whether its certificate ended so long ago that a person has to look at it. */
  public static boolean isPastGrace(Device device, Instant now) {
    return device.certificateExpiresAt() > 0
        && !now.isBefore(Instant.ofEpochMilli(device.certificateExpiresAt()).plus(GRACE));
  }

  @FunctionalInterface
  private interface Step {
    void apply(Transaction transaction, Device device);
  }

  private Device change(
      String tenant, String id, String actor, String action, JsonObject details, Step step) {
    return database.write(
        transaction -> {
          Device device = DeviceTable.get(transaction.handle(), tenant, id);
          step.apply(transaction, device);
          audit.record(transaction, tenant, actor, action, id, details);
          touch(transaction, device);
          return DeviceTable.get(transaction.handle(), tenant, id);
        });
  }

  private static void tell(List<Consumer<Device>> actions, Device device) {
    actions.forEach(action -> action.accept(device));
  }

  private static void refuseRevoked(Device device) {
    if (device.membership() == Membership.REVOKED) {
      throw Problem.conflict(
          "device-revoked", "it is revoked for good; delete it, and let it enrol again");
    }
  }
}
