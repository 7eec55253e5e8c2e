package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.store.Transaction;
import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The alarms as the newest reports show them, and who is told of them. Thread-safe.
 *
 * <pre>
 *     over  -- a level that is known, and no state NORMAL --------&gt; open   BEGIN
 *     open  -- a level worse than any of this occurrence ---------&gt; open   WORSE
 *     open  -- another occurrence --------------------------------&gt; open   BEGIN
 *     open  -- NORMAL, or the gateway is deleted -----------------&gt; over   END
 *     open  -- better, UNKNOWN, and as bad as before again -------&gt; open   nobody is told
 * </pre>
 *
 * <p>UNKNOWN neither raises an alarm nor ends it: a machine that stands still has not been mended.
 * The gateway's word that this very occurrence is over, because somebody closed it there, ends it
 * also then.
 */
public final class Alarms {
  private static final Logger LOG = System.getLogger(Alarms.class.getName());

  /** Of a device, at one time: twenty points have some eighty. */
  static final int MOST_OPEN = 1_000;

  /** Of a device, with those that are over. */
  static final int MOST = 2_000;

  private final Listener listener;

  /** Devices of which it has been said that they have too many. */
  private final Set<String> crowded = ConcurrentHashMap.newKeySet();

  /** What became of an alarm. */
  public enum Change {
    BEGIN,
    WORSE,
    END
  }

  /** Is told of changes. */
  @FunctionalInterface
  public interface Listener {
    /** An alarm began, got worse than it had been, or ended; in the transaction that notes it. */
    void changed(Transaction transaction, Origin origin, StoredAlarm alarm, Change change);
  }

  /**
   * Where an alarm comes from.
   *
   * @param tenant whose machine it is
   * @param deviceName of the gateway
   */
  public record Origin(String tenant, String deviceName) {}

  /** Nobody is told. */
  public Alarms() {
    this((transaction, origin, alarm, change) -> {});
  }

  /** With who is told. */
  public Alarms(Listener listener) {
    this.listener = listener;
  }

  /** Takes in what the newest report of a machine says. */
  void note(
      Transaction transaction,
      Origin origin,
      Machine machine,
      List<ReportIndex.AlarmState> states) {
    for (ReportIndex.AlarmState state : states) {
      Optional<StoredAlarm> before =
          StoredAlarm.find(transaction.handle(), machine.id(), state.name());
      if (before.isPresent() && !before.get().isOver()) {
        goOn(transaction, origin, machine, state, before.get());
      } else if (!state.isOver()
          && !state.isUnknown()
          && hasRoom(transaction, origin, machine, before.isEmpty())) {
        begin(transaction, origin, machine, state, before);
      }
    }
  }

  private void begin(
      Transaction transaction,
      Origin origin,
      Machine machine,
      ReportIndex.AlarmState state,
      Optional<StoredAlarm> before) {
    StoredAlarm now =
        alarm(
            before.map(StoredAlarm::id).orElseGet(() -> Ids.of('l')),
            machine,
            state,
            state.level(),
            machine.at(),
            machine.at(),
            "",
            0);
    if (before.isEmpty()) {
      now.insert(transaction.handle(), origin.tenant());
    } else {
      now.update(transaction.handle());
    }
    listener.changed(transaction, origin, now, Change.BEGIN);
  }

  private void goOn(
      Transaction transaction,
      Origin origin,
      Machine machine,
      ReportIndex.AlarmState state,
      StoredAlarm before) {
    if (state.occurrence() != before.occurrence()) {
      if (state.isUnknown()) {
        return;
      }
      if (!state.isOver()) {
        begin(transaction, origin, machine, state, Optional.of(before));
        return;
      }
    }
    boolean isWorse = !state.isOver() && Level.isWorse(state.level(), before.worst());
    boolean isSame =
        before.level().equals(state.level())
            && before.criterion().equals(state.criterion())
            && before.state().equals(state.state());
    StoredAlarm now =
        alarm(
            before.id(),
            machine,
            state,
            isWorse ? state.level() : before.worst(),
            before.since(),
            isSame ? before.changedAt() : machine.at(),
            isWorse ? "" : before.acknowledgedBy(), // worse is new for everybody
            isWorse ? 0 : before.acknowledgedAt());
    now.update(transaction.handle());
    if (isWorse || state.isOver()) {
      listener.changed(transaction, origin, now, isWorse ? Change.WORSE : Change.END);
    }
  }

  private static StoredAlarm alarm(
      String id,
      Machine machine,
      ReportIndex.AlarmState state,
      String worst,
      long since,
      long changedAt,
      String acknowledgedBy,
      long acknowledgedAt) {
    return new StoredAlarm(
        id,
        machine.id(),
        machine.device(),
        machine.asset(),
        machine.point(),
        state.name(),
        state.criterion(),
        state.level(),
        worst,
        state.state(),
        state.occurrence(),
        since,
        changedAt,
        machine.report(),
        acknowledgedBy,
        acknowledgedAt);
  }

  /** Makes some among those that are over, if it must. */
  private boolean hasRoom(Transaction transaction, Origin origin, Machine machine, boolean isNew) {
    Handle handle = transaction.handle();
    StoredAlarm.Count count = StoredAlarm.count(handle, machine.device());
    if (count.open() >= MOST_OPEN) {
      if (crowded.add(machine.device())) {
        LOG.log(
            Logger.Level.WARNING,
            "{0} ({1}) has {2} alarms that are not over; more are not taken",
            machine.device(),
            origin.deviceName(),
            count.open());
      }
      return false;
    }
    if (isNew && count.all() >= MOST) {
      StoredAlarm.forgetOldestEnded(handle, machine.device());
    }
    return true;
  }

  /** Ends all those of a gateway, in the transaction that forgets it. */
  public void gatewayDeleted(Transaction transaction, Device device, long nowMillis) {
    Origin origin = new Origin(device.tenant(), device.name());
    for (StoredAlarm alarm : StoredAlarm.openOf(transaction.handle(), device.id())) {
      StoredAlarm ended = alarm.gatewayDeleted(nowMillis);
      ended.update(transaction.handle());
      listener.changed(transaction, origin, ended, Change.END);
    }
    transaction.afterCommit(() -> crowded.remove(device.id()));
  }
}
