package io.omniedge.pdm.outlet;

import io.omniedge.pdm.store.Message;
import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The ways of a report: each outlet that there is gets it, the manager's and those of clouds. An
 * offer counts as one in the account, so that what was taken is found again as sent, dropped or
 * waiting. Any thread.
 */
public final class ReportOutlets {
  private final List<OutletSource> outlets = new CopyOnWriteArrayList<>();
  private final Ledger ledger = new Ledger();

  /** From now on by this one, too. */
  public void add(OutletSource outlet) {
    outlets.add(outlet);
  }

  /** No longer by this one. */
  public void remove(OutletSource outlet) {
    outlets.remove(outlet);
  }

  /**
   * Offers a document.
   *
   * @param subject whose it is; a newer one of the same type and subject can stand for it
   */
  public void offer(PriorityClass priority, String dataType, String subject, byte[] json) {
    int offered = 0;
    for (OutletSource each : outlets) {
      offered++;
      each.outlet().offer(message(priority, dataType, subject, json));
    }
    if (offered == 0) {
      message(priority, dataType, subject, json).dropped(DropReason.NO_LINK);
    }
  }

  private Message message(PriorityClass priority, String dataType, String subject, byte[] json) {
    ledger.taken(1);
    return new Message(priority, dataType, subject, true, json, 1, ledger);
  }

  /** How the account stands. */
  public Ledger.Balance balance() {
    return ledger.balance();
  }

  /** A line for people. */
  public String status() {
    Ledger.Balance now = ledger.balance();
    return "reports: "
        + now.taken()
        + " offered to outlets, "
        + now.sent()
        + " arrived, "
        + now.waiting()
        + " waiting, dropped "
        + now.dropped()
        + "\n";
  }
}
