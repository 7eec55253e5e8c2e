package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.store.Transaction;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The alarms as the newest reports show them, and who is told of a change. Thread-safe. */
public final class Alarms {
  private final Listener listener;

  /** Is told of changes. */
  @FunctionalInterface
  public interface Listener {
    /** An alarm was raised, became another, or ended; in the transaction that notes it. */
    void changed(
        Transaction transaction, Origin origin, StoredAlarm alarm, Optional<StoredAlarm> before);
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
    this((transaction, origin, alarm, before) -> {});
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
    Handle handle = transaction.handle();
    for (ReportIndex.AlarmState state : states) {
      Optional<StoredAlarm> before = StoredAlarm.find(handle, machine.id(), state.name());
      if (before.isEmpty() && state.isOver()) {
        continue; // never was one
      }
      StoredAlarm now = now(before, machine, state);
      if (before.isEmpty()) {
        now.insert(handle, origin.tenant());
      } else {
        now.update(handle);
      }
      if (before.isEmpty() || !now.saysTheSame(before.get())) {
        listener.changed(transaction, origin, now, before);
      }
    }
  }

  private static StoredAlarm now(
      Optional<StoredAlarm> before, Machine machine, ReportIndex.AlarmState state) {
    boolean goesOn =
        before.isPresent()
            && !before.get().isOver()
            && !state.isOver()
            && before.get().occurrence() == state.occurrence();
    boolean isWorse = goesOn && Level.isWorse(state.level(), before.get().level());
    boolean isSame =
        goesOn
            && before.get().level().equals(state.level())
            && before.get().criterion().equals(state.criterion())
            && before.get().state().equals(state.state());
    boolean staysAcknowledged = goesOn && !isWorse;
    return new StoredAlarm(
        before.map(StoredAlarm::id).orElseGet(() -> Ids.of('l')),
        machine.id(),
        machine.device(),
        machine.asset(),
        machine.point(),
        state.name(),
        state.criterion(),
        state.level(),
        state.state(),
        state.occurrence(),
        goesOn ? before.get().since() : machine.at(),
        isSame ? before.get().changedAt() : machine.at(),
        machine.report(),
        staysAcknowledged ? before.get().acknowledgedBy() : "",
        staysAcknowledged ? before.get().acknowledgedAt() : 0);
  }
}
