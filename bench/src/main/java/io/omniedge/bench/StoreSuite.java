package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;
import static io.omniedge.bench.Figure.Better.LOWER;

import io.omniedge.pdm.store.DiskFiles;
import io.omniedge.pdm.store.Message;
import io.omniedge.pdm.store.MessageStore;
import io.omniedge.pdm.store.Parcel;
import io.omniedge.pdm.store.ReplayOrder;
import io.omniedge.pdm.store.StoreClock;
import io.omniedge.pdm.store.StoreFigures;
import io.omniedge.pdm.store.StoreSettings;
import io.omniedge.pdm.store.SystemClock;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The message store on the disk of the folder for temporary files: how many records a second it
 * takes with each policy of syncing, how long a start takes with a week of them, and its memory.
 */
final class StoreSuite {
  private static final int DATA_BYTES = 300;
  private static final int WEEK = 100_000;
  private static final double WANTED_RECORDS = 5_000;
  private static final double WANTED_START_MILLIS = 5_000;

  /** Of the 48 MB that our runtime gives itself. */
  private static final double WANTED_HEAP_MEGABYTES = 5;

  private final Plan plan;
  private final Report report;
  private final StoreClock clock = new SystemClock();
  private final Ledger ledger = new Ledger();

  StoreSuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  void run() throws BenchException {
    report.section("Message store, records of " + DATA_BYTES + " bytes of data");
    try {
      report.note("disk: " + Files.getFileStore(plan.folder()));
      appends(
          "synced together, each second, 500 or 256 KB",
          PriorityClass.P3,
          500,
          WEEK,
          WANTED_RECORDS);
      appends("synced together, each 50", PriorityClass.P3, 50, WEEK / 10, null);
      appends("P1, each synced", PriorityClass.P1, 500, 500, null);
      start();
    } catch (IOException e) {
      throw new BenchException("store", e);
    }
  }

  private MessageStore open(String name, int records) {
    StoreSettings settings =
        new StoreSettings(
            1 << 20,
            512L << 20,
            PriorityClass.P4,
            new StoreSettings.Sync(1_000, records),
            ReplayOrder.BACKLOG_FIRST,
            60);
    Path folder = plan.folder().resolve(name);
    return MessageStore.open(new DiskFiles(folder), settings, System.nanoTime(), clock.now());
  }

  private Message message(PriorityClass priority) {
    return new Message(priority, "samples", "pump/x", true, new byte[DATA_BYTES], 1, ledger);
  }

  private void appends(
      String policy, PriorityClass priority, int records, int count, @Nullable Double wanted)
      throws BenchException {
    int most = plan.quick() ? count / 5 : count;
    int rounds = plan.quick() ? 3 : 5;
    double[] rates = new double[rounds];
    double[] nanos = new double[most];
    StoreFigures figures = null;
    for (int round = 0; round < rounds; round++) {
      MessageStore store = open("append-" + priority + "-" + records + "-" + round, records);
      long begun = System.nanoTime();
      long last = begun;
      for (int i = 0; i < most; i++) {
        store.append(message(priority), clock.now());
        long now = System.nanoTime();
        nanos[i] = now - last;
        last = now;
      }
      store.close(clock.now());
      rates[round] = most / ((System.nanoTime() - begun) / 1e9);
      figures = store.figures();
      if (figures.waiting() != most || !store.problems(clock.now()).isEmpty()) {
        throw new BenchException("broken measurement: " + figures);
      }
    }
    Arrays.sort(rates);
    Arrays.sort(nanos);
    String command = "MessageStore.append by one thread, " + most + " records";
    String name = "Append, " + policy;
    report.add(new Figure(name, rates[rounds / 2], "/s", wanted, HIGHER, command));
    report.add(
        new Figure(
            name + ": p99 of a call",
            nanos[(int) (most * 0.99)] / 1_000,
            "us",
            null,
            LOWER,
            command));
    report.note(
        String.format(
            Locale.ROOT,
            "%d syncs, %.1f MB written, rounds from %.0f to %.0f /s",
            figures == null ? 0 : figures.syncs(),
            figures == null ? 0 : figures.writtenBytes() / 1e6,
            rates[0],
            rates[rounds - 1]));
  }

  private void start() throws BenchException {
    MessageStore full = open("week", 500);
    for (int i = 0; i < WEEK; i++) {
      full.append(message(PriorityClass.P3), clock.now());
    }
    full.close(clock.now());
    double[] millis = new double[5];
    for (int i = 0; i < millis.length; i++) {
      long begun = System.nanoTime();
      MessageStore store = open("week", 500);
      millis[i] = (System.nanoTime() - begun) / 1e6;
      if (store.figures().restored() != WEEK) {
        throw new BenchException("broken measurement: " + store.figures());
      }
    }
    Arrays.sort(millis);
    report.add(
        new Figure(
            "Start with 100,000 records",
            millis[millis.length / 2],
            "ms",
            WANTED_START_MILLIS,
            LOWER,
            "MessageStore.open, files in the memory of the system"));
    long before = heap();
    MessageStore store = open("week", 500);
    double megabytes = (heap() - before) / 1e6;
    report.add(
        new Figure(
            "Heap of a store with 100,000 records on disk",
            megabytes,
            "MB",
            WANTED_HEAP_MEGABYTES,
            LOWER,
            "used heap after System.gc(), with and without"));
    replay(store);
  }

  private void replay(MessageStore store) throws BenchException {
    long begun = System.nanoTime();
    int count = 0;
    for (Parcel parcel = store.take(any -> true, true, clock.now());
        parcel != null;
        parcel = store.take(any -> true, true, clock.now())) {
      store.sent(parcel);
      store.tick(clock.now());
      count++;
    }
    if (count != WEEK) {
      throw new BenchException("broken measurement: " + count + " came back");
    }
    report.add(
        new Figure(
            "Replay, each confirmed",
            count / ((System.nanoTime() - begun) / 1e9),
            "/s",
            WANTED_RECORDS,
            HIGHER,
            "MessageStore.take and sent, 100,000 records"));
    store.close(clock.now());
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
