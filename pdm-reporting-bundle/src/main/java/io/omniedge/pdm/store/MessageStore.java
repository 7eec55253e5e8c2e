package io.omniedge.pdm.store;

import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits to leave, in memory and on the disk (ADR 14). A message stays until {@link #sent} says
 * that its receiver has it; if power is cut in between it comes again, with the same epoch and
 * sequence. When the store is full, room is made by those that matter no more than the new one: of
 * P4 the oldest goes, of P3 each second one, of P2 the one for which a newer one stands and then
 * the oldest. P0 and P1 stay; when they alone fill the store, new ones are refused, and that is a
 * problem of the gateway.
 *
 * <p>A disk that is full loses the oldest files of P4, then of P3. One that cannot be written is
 * tried again every {@value #RETRY_MILLIS} ms, and meanwhile all is kept in memory, where P0 and P1
 * may use {@value #VITAL_FACTOR} times the limit of the others.
 *
 * <p>Any thread, one at a time; {@link #append} waits for the disk with P0 and P1, and whenever
 * enough has come together.
 */
public final class MessageStore {
  static final int VITAL_FACTOR = 4;
  static final int RETRY_MILLIS = 5_000;

  /** So much at once is written before its time: a power cut must not cost the memory, too. */
  private static final int WRITE_BYTES = 256 << 10;

  /** Blocks for names and indirection that a file needs besides its content, about. */
  private static final int SPARE_BYTES = 64 << 10;

  /** A shed disk is told for so long. */
  private static final int TOLD_MILLIS = 600_000;

  private static final int UNKNOWN_AGE = Integer.MIN_VALUE / 2;
  private static final Logger LOG = System.getLogger(MessageStore.class.getName());

  private final StoreFiles files;
  private final long epoch;
  private final long openedMillis;
  private final Tally tally = new Tally();
  private final Accounts accounts = new Accounts();
  private final Map<PriorityClass, Lane> lanes = new EnumMap<>(PriorityClass.class);
  private StoreSettings settings;
  private long sequence;
  private int unwritten;
  private int unwrittenBytes;
  private long writtenMillis;
  private boolean isFailing;
  private long failedMillis;
  private String failure = "";
  private long shedMillis;
  private boolean hasShed;
  private boolean isRefusing;
  private boolean isClosed;

  private MessageStore(StoreFiles files, StoreSettings settings, long epoch, Moment now) {
    this.files = files;
    this.settings = settings;
    this.epoch = epoch;
    openedMillis = now.bootMillis();
    writtenMillis = now.bootMillis();
    for (PriorityClass each : PriorityClass.values()) {
      lanes.put(each, new Lane(each, files, tally, accounts::dropped, epoch));
    }
  }

  /**
   * One that a restart forgets.
   *
   * @param epoch a random number
   */
  public static MessageStore inMemory(StoreSettings settings, long epoch, Moment now) {
    return new MessageStore(new NoFiles(), settings, epoch, now);
  }

  /**
   * Reads what is there, and goes on.
   *
   * @param epoch a random number; never used before, not even on this disk's copy
   */
  public static MessageStore open(
      StoreFiles files, StoreSettings settings, long epoch, Moment now) {
    MessageStore store = new MessageStore(files, settings, epoch, now);
    try {
      for (SegmentScan scan : StoreFolder.read(files, head -> born(head, now))) {
        store.restore(scan);
      }
    } catch (IOException e) {
      store.failed(e, now);
    }
    return store;
  }

  private void restore(SegmentScan scan) {
    Segment segment = new Segment(files, tally, accounts::dropped, scan);
    lane(segment.priority()).restore(segment);
    int messages = segment.index().waiting();
    tally.restored += messages;
    tally.damaged += scan.damaged();
    accounts.added(Accounts.RESTORED, messages, scan.samples());
    accounts.restored().taken(scan.samples());
  }

  /** How old it was at the start, negative; by the wall clock if the machine was off since. */
  private static int born(RecordHead head, Moment now) {
    long millis;
    if (head.boot() == now.boot()) {
      millis = head.bootMillis() - now.bootMillis();
    } else if (head.clock() == ClockQuality.SET && now.clock() == ClockQuality.SET) {
      millis = head.wallMillis() - now.wallMillis();
    } else {
      return UNKNOWN_AGE;
    }
    return (int) Math.max(UNKNOWN_AGE, Math.min(0, Math.floorDiv(millis, 1_000)));
  }

  private int seconds(Moment now) {
    return (int) Math.floorDiv(now.bootMillis() - openedMillis, 1_000);
  }

  private Lane lane(PriorityClass priority) {
    Lane lane = lanes.get(priority);
    if (lane == null) {
      throw new AssertionError("each class has a lane");
    }
    return lane;
  }

  /** Other limits, from the next message on. */
  public synchronized void configure(StoreSettings wanted) {
    settings = files instanceof NoFiles ? wanted.withoutDisk() : wanted;
  }

  /** Keeps it, or drops it or others, and counts what is dropped. */
  public synchronized void append(Message message, Moment now) {
    tally.appended++;
    if (isClosed) {
      message.dropped(DropReason.CLOSED);
      return;
    }
    PriorityClass priority = message.priority();
    byte[] record = RecordHead.encode(message, epoch, sequence + 1, now);
    boolean onDisk = settings.keepsOnDisk(priority) && canWrite(now);
    if (!makeRoom(message, record.length, onDisk, now)) {
      if (priority.isVital() && !isRefusing) {
        LOG.log(Level.ERROR, "the store is full of P0 and P1, and refuses {0}", message);
      }
      isRefusing |= priority.isVital();
      message.dropped(priority.isVital() ? DropReason.STORE_FULL : DropReason.OVERFLOW);
      return;
    }
    isRefusing &= !priority.isVital();
    sequence++;
    int account = accounts.of(message.ledger());
    accounts.added(account, 1, message.samples());
    int key = names(message).hashCode();
    lane(priority)
        .add(record, key, seconds(now), message.samples(), account, settings.segmentBytes());
    if (onDisk) {
      writeInTime(priority, record.length, now);
    }
  }

  private static String names(Message message) {
    return message.dataType() + " " + message.subject();
  }

  private void writeInTime(PriorityClass priority, int bytes, Moment now) {
    StoreSettings.Sync sync = settings.sync();
    unwritten++;
    unwrittenBytes += bytes;
    if (unwritten >= sync.records()
        || unwrittenBytes >= WRITE_BYTES
        || now.bootMillis() - writtenMillis >= sync.millis()) {
      write(now);
    } else if (priority.isVital()) {
      boolean unused = write(lane(priority), priority, now);
    }
  }

  /** What is due at a time and not by a message; often. */
  public synchronized void tick(Moment now) {
    if (!isClosed
        && canWrite(now)
        && now.bootMillis() - writtenMillis >= settings.sync().millis()) {
      write(now);
    }
  }

  private boolean canWrite(Moment now) {
    return settings.diskBytes() > 0
        && (!isFailing || now.bootMillis() - failedMillis >= RETRY_MILLIS);
  }

  private void write(Moment now) {
    unwritten = 0;
    unwrittenBytes = 0;
    writtenMillis = now.bootMillis();
    for (PriorityClass each : PriorityClass.values()) {
      if (settings.keepsOnDisk(each) && !write(lane(each), each, now)) {
        return;
      }
    }
    try {
      for (Lane each : lanes.values()) {
        each.reclaim(settings.segmentBytes());
        each.writeNotes();
      }
    } catch (IOException e) {
      failed(e, now);
      return;
    }
    if (isFailing) {
      isFailing = false;
      LOG.log(Level.INFO, "the store writes again");
    }
  }

  /** Whether all of it is on the disk. */
  private boolean write(Lane lane, PriorityClass priority, Moment now) {
    while (true) {
      try {
        lane.write();
        return true;
      } catch (IOException e) {
        if (!shedDisk(priority, now)) {
          failed(e, now);
          return false;
        }
      }
    }
  }

  /** If the disk is full: gives a file back of what matters less, or of what may have gaps. */
  private boolean shedDisk(PriorityClass by, Moment now) {
    try {
      if (files.freeBytes() >= tally.memoryBytes + SPARE_BYTES) {
        return false;
      }
      if (lane(PriorityClass.P4).shedFile()
          || (by != PriorityClass.P4 && lane(PriorityClass.P3).shedFile())
          || (by.isVital() && lane(PriorityClass.P2).shedFile())) {
        if (!isTold(now)) {
          LOG.log(Level.WARNING, "the disk is full: the oldest of P4 goes, then of P3");
        }
        hasShed = true;
        shedMillis = now.bootMillis();
        return true;
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the disk is full, and gives nothing back: {0}", e);
    }
    return false;
  }

  private boolean isTold(Moment now) {
    return hasShed && now.bootMillis() - shedMillis < TOLD_MILLIS;
  }

  private void failed(IOException e, Moment now) {
    if (!isFailing || !failure.equals(e.toString())) {
      LOG.log(Level.WARNING, "the store cannot use its disk, and keeps all in memory: " + e);
    }
    isFailing = true;
    failedMillis = now.bootMillis();
    failure = e.toString();
  }

  private boolean makeRoom(Message message, int bytes, boolean onDisk, Moment now) {
    if (onDisk) {
      // What is written anew needs its place twice for a moment.
      long most = settings.diskBytes() - settings.segmentBytes();
      Room room = new Room(false, () -> tally.diskBytes + tally.memoryBytes + bytes > most);
      shed(message, room, now);
      if (!isFailing) {
        return !room.isShort().getAsBoolean();
      }
    }
    long most = settings.memoryBytes();
    Room room = new Room(true, () -> tally.memoryBytes + bytes > most);
    if (room.isShort().getAsBoolean() && canWrite(now)) {
      write(now);
    }
    shed(message, room, now);
    return tally.memoryBytes + bytes <= (message.priority().isVital() ? VITAL_FACTOR * most : most);
  }

  private void shed(Message message, Room room, Moment now) {
    if (!room.isShort().getAsBoolean()) {
      return;
    }
    PriorityClass by = message.priority();
    try {
      if (by == PriorityClass.P2) {
        lane(PriorityClass.P2).supersede(room, names(message));
      }
      lane(PriorityClass.P4).shedOldest(room);
      if (by.compareTo(PriorityClass.P3) <= 0) {
        lane(PriorityClass.P3).thin(room);
      }
      if (by.compareTo(PriorityClass.P2) <= 0) {
        lane(PriorityClass.P2).shedOldest(room);
      }
    } catch (IOException e) {
      failed(e, now);
    }
  }

  /**
   * The next that may leave; it is this caller's until it is {@link #sent}, {@link #dropped} or
   * {@link #back}.
   *
   * @param mayGo which classes
   * @param mayReplay whether one that is historical may go; P0 and P1 may in any case
   * @return null if there is none
   */
  public synchronized @Nullable Parcel take(
      Predicate<PriorityClass> mayGo, boolean mayReplay, Moment now) {
    int live = seconds(now) - settings.historicalSeconds() + 1;
    boolean liveFirst = settings.order() == ReplayOrder.LIVE_FIRST;
    for (PriorityClass each : PriorityClass.values()) {
      if (mayGo.test(each)) {
        int bornFrom = liveFirst && !each.isVital() ? live : Integer.MIN_VALUE;
        Parcel found = take(each, bornFrom, mayReplay || each.isVital(), live, now);
        if (found != null) {
          return found;
        }
      }
    }
    for (PriorityClass each : PriorityClass.values()) {
      if (liveFirst && mayReplay && mayGo.test(each)) {
        Parcel found = take(each, Integer.MIN_VALUE, true, live, now);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private @Nullable Parcel take(
      PriorityClass priority, int bornFrom, boolean mayReplay, int live, Moment now) {
    Lane lane = lane(priority);
    try {
      for (Segment from = lane.oldest(bornFrom); from != null; from = lane.oldest(bornFrom)) {
        int i = from.index().nextWaitingBornFrom(bornFrom);
        boolean isHistorical = from.index().born(i) < live;
        if (isHistorical && !mayReplay) {
          return null;
        }
        byte[] record = from.read(i);
        if (record != null) {
          from.index().sent(i);
          return new Parcel(from, i, RecordHead.of(record), record, isHistorical, now);
        }
        from.drop(i, DropReason.DAMAGED);
      }
    } catch (IOException e) {
      failed(e, now);
    }
    return null;
  }

  /** Its receiver has it: it is deleted. */
  public synchronized void sent(Parcel parcel) {
    if (isOver(parcel)) {
      return;
    }
    int account = parcel.segment().index().account(parcel.place());
    accounts.sent(account, parcel.samples());
    parcel.segment().end(parcel.place());
    reclaim(parcel.segment());
  }

  /** It must not leave: it is deleted. */
  public synchronized void dropped(Parcel parcel, DropReason why) {
    if (isOver(parcel)) {
      return;
    }
    int account = parcel.segment().index().account(parcel.place());
    accounts.dropped(account, why, parcel.samples(), parcel.toString());
    parcel.segment().end(parcel.place());
    reclaim(parcel.segment());
  }

  /**
   * Whether what becomes of it does not count any more: one that was damaged while it was under way
   * was dropped then, and must not wait a second time.
   */
  private boolean isOver(Parcel parcel) {
    return isClosed || !parcel.segment().index().isAlive(parcel.place());
  }

  private void reclaim(Segment segment) {
    if (segment.index().isDead()) {
      try {
        lane(segment.priority()).reclaim(settings.segmentBytes());
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "what is not needed cannot be deleted yet: {0}", e);
      }
    }
  }

  /** It could not be sent, or nobody said that it came: it waits again. */
  public synchronized void back(Parcel parcel) {
    if (!isOver(parcel)) {
      parcel.segment().index().back(parcel.place());
    }
  }

  /**
   * Lets go of all, what is under way too: what becomes of that does not count any more.
   *
   * @throws IOException if the disk keeps some of it; then it waits on
   */
  public synchronized void dropAll(DropReason why) throws IOException {
    boolean hadFile = false;
    for (Lane each : lanes.values()) {
      hadFile |= each.dropAll(why);
    }
    if (hadFile) {
      files.sync(); // else a power cut brings the files back
    }
  }

  /**
   * Brings to the disk what belongs there; the rest is dropped, and what comes later, too. After
   * {@link #back} of all that is under way.
   */
  public synchronized void close(Moment now) {
    if (isClosed) {
      return;
    }
    if (settings.diskBytes() > 0) {
      write(now);
    }
    isClosed = true;
    for (Lane each : lanes.values()) {
      each.dropUnwritten(DropReason.CLOSED);
    }
    accounts.storeAll();
    try {
      files.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the store does not close: " + e);
    }
  }

  /** The account of the messages that were there at the start. */
  public Ledger restored() {
    return accounts.restored();
  }

  /** How it fares. */
  public synchronized StoreFigures figures() {
    return tally.figures();
  }

  /** What somebody should see to, a sentence each. */
  public synchronized List<String> problems(Moment now) {
    List<String> problems = new ArrayList<>();
    if (isFailing) {
      problems.add("the store cannot use its disk, and keeps all in memory: " + failure);
    }
    if (isTold(now)) {
      problems.add("the disk is full: the oldest of P4 goes, then of P3");
    }
    if (isRefusing) {
      problems.add("the store is full of P0 and P1, and refuses more of them");
    }
    return problems;
  }
}
