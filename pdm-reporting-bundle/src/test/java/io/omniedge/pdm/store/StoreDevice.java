package io.omniedge.pdm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway and its receiver: does anything to a store, and knows what must be in it. Each message
 * has a number of its own in its data, by which the receiver sees what came, came again, or came
 * changed. One thread.
 */
final class StoreDevice {
  private static final List<PriorityClass> CLASSES = List.of(PriorityClass.values());

  private final StoreFiles files;
  private final SplittableRandom random;
  private final ManualClock clock = new ManualClock();
  private final StoreSettings settings;

  /** What was taken of each class, by number: its length, for its content follows from these. */
  private final Map<Integer, Integer> lengths = new HashMap<>();

  private final Map<Integer, PriorityClass> classes = new HashMap<>();

  /** Of these the store said, or its policy says, that a power cut does not take them. */
  private final Set<Integer> promised = new HashSet<>();

  private final Set<Integer> unsynced = new HashSet<>();
  private final Set<Integer> confirmed = new HashSet<>();

  /** The receiver's memory: epoch and sequence, and which message that was. */
  private final Map<String, Integer> received = new HashMap<>();

  private final Map<Integer, String> stamps = new HashMap<>();
  private final List<Parcel> underWay = new ArrayList<>();
  private MessageStore store;
  private Ledger ledger = new Ledger();
  private int last;

  StoreDevice(StoreFiles files, StoreSettings settings, SplittableRandom random) {
    this.files = files;
    this.settings = settings;
    this.random = random;
    store = MessageStore.inMemory(settings, 0, clock.now());
  }

  ManualClock clock() {
    return clock;
  }

  MessageStore store() {
    return store;
  }

  Ledger ledger() {
    return ledger;
  }

  /** After power came back, or for the first time. */
  void start() {
    clock.reboot(random.nextInt(100_000));
    unsynced.clear();
    underWay.clear();
    ledger = new Ledger();
    store = MessageStore.open(files, settings, random.nextLong(), clock.now());
  }

  void doSomething() {
    switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> append(CLASSES.get(random.nextInt(5)), random.nextInt(800));
      case 4, 5 -> deliver(random.nextBoolean());
      case 6 -> confirmLate();
      default -> passAndTick(random.nextInt(3_000));
    }
  }

  void append(PriorityClass priority, int length) {
    int number = ++last;
    lengths.put(number, length);
    classes.put(number, priority);
    ledger.taken(1);
    String subject = "s" + number % 3;
    store.append(
        new Message(priority, "samples", subject, true, content(number, length), 1, ledger),
        clock.now());
    if (priority.isVital() && works()) {
      promised.add(number);
    } else {
      unsynced.add(number);
    }
  }

  private static byte[] content(int number, int length) {
    ByteBuffer content = ByteBuffer.allocate(4 + length).putInt(number);
    for (int i = 0; i < length; i++) {
      content.put((byte) (number * 31 + i));
    }
    return content.array();
  }

  private boolean works() {
    return store.problems(clock.now()).isEmpty();
  }

  void passAndTick(int millis) {
    clock.pass(millis);
    store.tick(clock.now());
    if (millis >= settings.sync().millis() && works()) {
      for (int each : unsynced) {
        PriorityClass priority = classes.get(each);
        if (priority != null && settings.keepsOnDisk(priority)) {
          promised.add(each);
        }
      }
      unsynced.clear();
    }
  }

  /** One leaves; its confirmation comes at once, or later, or never. */
  void deliver(boolean isConfirmed) {
    Parcel parcel = store.take(any -> true, true, clock.now());
    if (parcel != null) {
      int unused = receive(parcel);
      if (isConfirmed) {
        confirm(parcel);
      } else {
        underWay.add(parcel);
      }
    }
  }

  private int receive(Parcel parcel) {
    ByteBuffer data = ByteBuffer.wrap(parcel.data());
    int number = data.getInt();
    assertEquals(lengths.get(number), data.remaining(), "length of " + number);
    assertEquals(ByteBuffer.wrap(content(number, data.remaining())), data.rewind(), "content");
    assertEquals(classes.get(number), parcel.priority());
    String stamp = parcel.epoch() + " " + parcel.sequence();
    @Nullable Integer other = received.put(stamp, number);
    assertTrue(other == null || other == number, "another message had " + stamp);
    @Nullable String before = stamps.put(number, stamp);
    assertTrue(before == null || before.equals(stamp), number + " came as if it were new");
    return number;
  }

  private void confirm(Parcel parcel) {
    store.sent(parcel);
    confirmed.add(ByteBuffer.wrap(parcel.data()).getInt());
  }

  private void confirmLate() {
    if (!underWay.isEmpty()) {
      Parcel parcel = underWay.remove(random.nextInt(underWay.size()));
      if (random.nextBoolean()) {
        confirm(parcel);
      } else {
        store.back(parcel);
      }
    }
  }

  /** All that is there leaves, in the order of each class. */
  void deliverAll() {
    underWay.forEach(store::back);
    underWay.clear();
    Map<PriorityClass, Integer> lasts = new HashMap<>();
    Set<Integer> seen = new HashSet<>();
    for (Parcel parcel = store.take(any -> true, true, clock.now());
        parcel != null;
        parcel = store.take(any -> true, true, clock.now())) {
      int number = receive(parcel);
      assertTrue(seen.add(number), number + " is there twice");
      Integer before = lasts.put(parcel.priority(), number);
      assertTrue(before == null || before < number, number + " comes after " + before);
      confirm(parcel);
    }
  }

  /** What waits, without its leaving. */
  Set<Integer> waiting() {
    underWay.forEach(store::back);
    underWay.clear();
    Set<Integer> numbers = new HashSet<>();
    for (Parcel parcel = store.take(any -> true, true, clock.now());
        parcel != null;
        parcel = store.take(any -> true, true, clock.now())) {
      underWay.add(parcel);
      numbers.add(ByteBuffer.wrap(parcel.data()).getInt());
    }
    underWay.forEach(store::back);
    underWay.clear();
    return numbers;
  }

  /** What it had promised, and has not brought to the receiver. */
  List<Integer> lost() {
    return promised.stream().filter(each -> !confirmed.contains(each)).sorted().toList();
  }

  List<Integer> lostAlarms() {
    return lost().stream()
        .filter(each -> Stream.ofNullable(classes.get(each)).anyMatch(PriorityClass::isVital))
        .toList();
  }

  /** In = sent + stored + dropped + aggregated, and what still waits. */
  void assertConserved() {
    Ledger.Balance fresh = ledger.balance();
    Ledger.Balance restored = store.restored().balance();
    assertEquals(
        store.figures().waiting(), fresh.waiting() + restored.waiting(), "waiting by the ledgers");
  }
}
