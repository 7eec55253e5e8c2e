package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The process that is killed: a gateway whose clock runs as fast as it can. Each ten seconds a
 * kilobyte of telemetry, each five minutes the reports of four machines, each hour an alarm. It
 * tells each event in a line that ends with a full stop:
 *
 * <pre>
 *   appended NUMBER.                     a message, which the store has not promised anything about
 *   safe NUMBER.                         an alarm that the store took
 *   step STEP FIRST BYTES SYNCS.         ten seconds are over: all from FIRST on are on the disk
 *   received NUMBER EPOCH SEQUENCE.      the receiver has it; the store hears that a little later
 *   done.
 * </pre>
 */
final class OfflineDays {
  static final int STEPS = 7 * 24 * 360;
  static final int MOST_A_STEP = 6;
  static final int LINES_A_DAY = 24 * 360 * 2;

  /** Confirmations are that many messages late. */
  static final int UNCONFIRMED = 20;

  private static final StoreSettings SETTINGS =
      new StoreSettings(
          1 << 20,
          256L << 20,
          PriorityClass.P3,
          StoreSettings.Sync.DEFAULT,
          ReplayOrder.BACKLOG_FIRST,
          60);

  private final ManualClock clock = new ManualClock();
  private final Ledger ledger = new Ledger();
  private final MessageStore store;
  private int number;

  private OfflineDays(Path folder, int step, int lastNumber) {
    clock.reboot(10_000L * step);
    store =
        MessageStore.open(
            new UnsyncedFiles(folder), SETTINGS, new SecureRandom().nextLong(), clock.now());
    // Far from those that were taken, and killed before they could be told.
    number = lastNumber + 10 * MOST_A_STEP;
  }

  public static void main(String[] args) throws IOException {
    int step = Integer.parseInt(args[2]);
    OfflineDays days = new OfflineDays(Path.of(args[0]), step, Integer.parseInt(args[3]));
    if (args[1].equals("offline")) {
      days.offline(step);
    } else {
      days.online();
    }
    tell("done");
  }

  private static void tell(String line) {
    System.out.println(line + ".");
    System.out.flush();
  }

  private void append(PriorityClass priority, String subject, int length) {
    number++;
    ledger.taken(1);
    byte[] data = ByteBuffer.allocate(length).putInt(number).array();
    store.append(new Message(priority, "samples", subject, true, data, 1, ledger), clock.now());
    tell((priority.isVital() ? "safe " : "appended ") + number);
  }

  private void offline(int from) {
    for (int step = from; step < STEPS; step++) {
      int first = number + 1;
      append(PriorityClass.P3, "telemetry", 1_000);
      for (int machine = 0; step % 30 == 0 && machine < 4; machine++) {
        append(PriorityClass.P2, "machine " + machine, 4_000);
      }
      if (step % 360 == 0) {
        append(PriorityClass.P1, "alarm", 300);
      }
      clock.pass(10_000);
      store.tick(clock.now());
      check();
      StoreFigures figures = store.figures();
      tell(
          "step "
              + (step + 1)
              + " "
              + first
              + " "
              + figures.writtenBytes()
              + " "
              + figures.syncs());
    }
  }

  private void online() {
    ArrayDeque<Parcel> unconfirmed = new ArrayDeque<>();
    for (Parcel parcel = store.take(any -> true, true, clock.now());
        parcel != null;
        parcel = store.take(any -> true, true, clock.now())) {
      tell(
          "received "
              + ByteBuffer.wrap(parcel.data()).getInt()
              + " "
              + parcel.epoch()
              + " "
              + parcel.sequence());
      unconfirmed.add(parcel);
      if (unconfirmed.size() > UNCONFIRMED) {
        store.sent(unconfirmed.remove());
        clock.pass(50);
        store.tick(clock.now());
      }
      check();
    }
    unconfirmed.forEach(store::sent);
    store.close(clock.now());
    check();
  }

  /** The accounts are right at each step, and nothing is ever dropped. */
  private void check() {
    Ledger.Balance fresh = ledger.balance();
    Ledger.Balance restored = store.restored().balance();
    boolean isRight =
        store.figures().waiting() == fresh.waiting() + restored.waiting()
            && fresh.dropped().isEmpty()
            && restored.dropped().isEmpty()
            && store.problems(clock.now()).equals(List.of());
    if (!isRight) {
      throw new AssertionError(fresh + " " + restored + " " + store.problems(clock.now()));
    }
  }
}
