package io.omniedge.pdm.outlet;

import io.omniedge.gateway.api.compliance.Clearance;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.pdm.store.Message;
import io.omniedge.pdm.store.MessageStore;
import io.omniedge.pdm.store.Moment;
import io.omniedge.pdm.store.Parcel;
import io.omniedge.pdm.store.StoreClock;
import io.omniedge.pdm.store.StoreFigures;
import io.omniedge.pdm.triage.DropReason;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The one way by which data of this bundle leave. A message waits in the store until budget and
 * link allow it, then compliance is asked, and what it answers leaves; the store lets go of it when
 * its arrival is confirmed. {@link #step} belongs to one thread and may take as long as the gate
 * and the link do; the other methods are for any, and wait for the disk at the most.
 */
public final class Outlet {
  /** A broker that is away for hours must not be asked every second, and not found late either. */
  static final long RETRY_NANOS = 5_000_000_000L;

  /** So long compliance's word counts for what cannot leave; then it is asked again. */
  static final long CLEARED_NANOS = 60_000_000_000L;

  /** What a message costs besides its data: topic, headers of MQTT, TLS and TCP; about. */
  static final int OVERHEAD_BYTES = 150;

  private static final Logger LOG = System.getLogger(Outlet.class.getName());

  private final String name;
  private final Departure.Destination destination;
  private final MessageStore store;
  private final StoreClock clock;
  private final Unconfirmed unconfirmed = new Unconfirmed();
  private final LongAdder sentMessages = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder blocked = new LongAdder();
  private final LongAdder again = new LongAdder();
  private volatile OutletSettings settings = OutletSettings.DEFAULT;
  private volatile @Nullable Link link;
  private volatile @Nullable ComplianceGate gate;
  private volatile String lastBlocked = "";
  private volatile boolean isNeeded = true;

  // Of the sending thread alone.
  private final LinkBudgetHolder budget;
  private @Nullable Link usedLink;
  private @Nullable Parcel inHand;
  private byte[] cleared = {};
  private long clearedNanos;
  private @Nullable ComplianceGate clearedBy;
  private boolean failed;
  private long failedNanos;
  private boolean quiet;

  /**
   * Sends nothing yet.
   *
   * @param name for the log
   * @param destination for compliance
   * @param monthState what {@link #monthState} said before; empty if there is none
   * @param store of this outlet alone
   */
  public Outlet(
      String name,
      Departure.Destination destination,
      String monthState,
      MessageStore store,
      StoreClock clock) {
    this.name = name;
    this.destination = destination;
    this.store = store;
    this.clock = clock;
    budget = new LinkBudgetHolder(monthState);
  }

  /** The budget of the settings in force; a change keeps what the month has used. */
  private static final class LinkBudgetHolder {
    private volatile String monthState;
    private @Nullable LinkBudget budget;
    private @Nullable OutletSettings of;

    LinkBudgetHolder(String monthState) {
      this.monthState = monthState;
    }

    LinkBudget of(OutletSettings settings, long nowNanos) {
      LinkBudget current = budget;
      if (current == null || settings != of) {
        current = new LinkBudget(settings, monthState, nowNanos);
        budget = current;
        of = settings;
      }
      return current;
    }
  }

  /** Other settings. */
  public void configure(OutletSettings wanted) {
    store.configure(wanted.store());
    settings = wanted;
  }

  /** From now on over this one; null while there is none. */
  public void over(@Nullable Link way) {
    isNeeded |= way != null;
    link = way;
  }

  /** Takes nothing before the first link is there: who knows whether there ever will be one? */
  public void onlyWithLink() {
    isNeeded = link != null;
  }

  /** From now on this one is asked; null while there is none. */
  public void past(@Nullable ComplianceGate asked) {
    gate = asked;
  }

  /** Takes a message; it is sent, or dropped and counted. */
  public void offer(Message message) {
    if (!isNeeded) {
      message.dropped(DropReason.NO_LINK);
    } else if (message.bytes() > settings.messageBytes()) {
      message.dropped(DropReason.TOO_LARGE);
    } else {
      store.append(message, clock.now());
    }
  }

  /**
   * Lets go of all that waits, what is under way too.
   *
   * @throws IOException if the disk keeps some of it; then it waits on
   */
  public void dropAll(DropReason why) throws IOException {
    store.dropAll(why);
    unconfirmed.all();
  }

  /** How reports are to be written by the link. */
  public ReportFormat format() {
    return settings.format();
  }

  /** How large a message may be. */
  public int mostBytes() {
    return settings.messageBytes();
  }

  /** Brings to the disk what is due; often, and also while {@link #step} waits for somebody. */
  public void keep() {
    store.tick(clock.now());
  }

  /** The message that the link called so has arrived. */
  public void confirmed(String called) {
    Unconfirmed.Arrived arrived = unconfirmed.confirmed(called);
    if (arrived != null) {
      arrived(arrived.parcel(), arrived.bytes());
    }
  }

  private void arrived(Parcel parcel, int bytes) {
    store.sent(parcel);
    sentMessages.increment();
    sentBytes.add(bytes);
  }

  /**
   * Sends one message if one may go.
   *
   * @return whether another one may be ready
   */
  public boolean step(long nowNanos, Instant now) {
    Link way = link;
    ComplianceGate asked = gate;
    OutletSettings current = settings;
    if (way != usedLink) {
      // Nobody will hear what the other one confirms.
      usedLink = way;
      sendAgain(unconfirmed.all());
      putBack();
    }
    if (way == null) {
      if (isNeeded) {
        complain(
            destination == Departure.Destination.MANAGER
                ? "waits for the way to the manager"
                : "waits for its cloud publisher");
      }
      return false;
    }
    if (asked == null && current.needsGate()) {
      complain("waits for somebody who checks compliance");
      return false;
    }
    sendAgain(unconfirmed.overdue(nowNanos));
    if ((failed && nowNanos - failedNanos < RETRY_NANOS) || unconfirmed.isFull()) {
      return false;
    }
    LinkBudget limits = budget.of(current, nowNanos);
    Parcel parcel = inHand;
    if (parcel == null) {
      parcel =
          store.take(
              priority -> limits.isOpen(priority, nowNanos, now),
              limits.mayReplay(nowNanos),
              clock.now());
      if (parcel == null) {
        return false;
      }
    }
    // What was allowed before an outage may be forbidden by now.
    if (inHand == null || asked != clearedBy || nowNanos - clearedNanos >= CLEARED_NANOS) {
      inHand = null;
      Optional<byte[]> data = clear(parcel, asked, current);
      if (data.isEmpty()) {
        return true;
      }
      inHand = parcel;
      cleared = data.get();
      clearedNanos = nowNanos;
      clearedBy = asked;
    }
    String called;
    try {
      unconfirmed.sending();
      called = way.send(parcel, cleared);
    } catch (LinkFullException e) {
      unconfirmed.notSent();
      return false;
    } catch (Exception e) {
      // Whatever a cloud connection throws: it is somebody else's code, and may be mended.
      unconfirmed.notSent();
      failed = true;
      failedNanos = nowNanos;
      complain("cannot send, and tries again: " + e);
      return false;
    }
    handedOver(called, parcel, limits, nowNanos, now);
    return true;
  }

  private void handedOver(
      @Nullable String called, Parcel parcel, LinkBudget limits, long nowNanos, Instant now) {
    limits.spend(parcel, cleared.length + OVERHEAD_BYTES, now);
    budget.monthState = limits.monthState();
    if (called == null) {
      unconfirmed.notSent();
      arrived(parcel, cleared.length);
    } else if (unconfirmed.sent(called, parcel, cleared.length, nowNanos)) {
      arrived(parcel, cleared.length);
    }
    inHand = null;
    failed = false;
    if (quiet) {
      quiet = false;
      LOG.log(Level.INFO, name + " sends");
    }
  }

  private void sendAgain(List<Parcel> parcels) {
    parcels.forEach(store::back);
    again.add(parcels.size());
  }

  private Optional<byte[]> clear(
      Parcel parcel, @Nullable ComplianceGate asked, OutletSettings current) {
    if (asked == null) {
      return Optional.of(parcel.data());
    }
    Clearance answer;
    try {
      answer =
          asked.check(
              new Departure(
                  "pdm",
                  parcel.dataType(),
                  parcel.isJson(),
                  parcel.data(),
                  destination,
                  current.country()));
    } catch (RuntimeException e) {
      // It promised not to; what nobody could decide about stays.
      answer = Clearance.blocked("the check failed: " + e);
    }
    if (answer.data().isEmpty()) {
      blocked.increment();
      lastBlocked = parcel + ": " + answer.reason();
      store.dropped(parcel, DropReason.BLOCKED);
    } else if (answer.data().get().length > current.messageBytes()) {
      // What was transformed may have grown; it would be tried again for ever.
      store.dropped(parcel, DropReason.TOO_LARGE);
      return Optional.empty();
    }
    return answer.data();
  }

  /** Once, until it sends again. */
  private void complain(String what) {
    if (!quiet) {
      quiet = true;
      LOG.log(Level.WARNING, name + " " + what);
    }
  }

  /**
   * Takes nothing more; what waits is on the disk for the next start, or dropped. After the last
   * {@link #step}.
   */
  public void close() {
    putBack();
    unconfirmed.all().forEach(store::back);
    store.close(clock.now());
  }

  private void putBack() {
    Parcel held = inHand;
    if (held != null) {
      inHand = null;
      store.back(held);
    }
  }

  /** What the month has used, for the next start. */
  public String monthState() {
    return budget.monthState;
  }

  /** What somebody should see to, a sentence each. */
  public List<String> problems() {
    return store.problems(clock.now());
  }

  /** Lines for people. */
  public String status() {
    String kept = lastBlocked.isEmpty() ? "" : ", the last: " + lastBlocked;
    StoreFigures figures = store.figures();
    Moment now = clock.now();
    return String.format(
            Locale.ROOT,
            "outlet %s: %d messages sent (%d bytes), %d waiting (%d of these unconfirmed), %d sent"
                + " again, %d kept back%s%n",
            name,
            sentMessages.sum(),
            sentBytes.sum(),
            figures.waiting(),
            unconfirmed.count(),
            again.sum(),
            blocked.sum(),
            kept)
        + String.format(
            Locale.ROOT,
            "  store: %d bytes in memory, %d on disk; %d messages were there at the start, %d"
                + " damaged; %d bytes written with %d syncs, clock %s",
            figures.memoryBytes(),
            figures.diskBytes(),
            figures.restored(),
            figures.damaged(),
            figures.writtenBytes(),
            figures.syncs(),
            now.clock().name().toLowerCase(Locale.ROOT));
  }

  /** Messages that arrived. */
  public long sentMessages() {
    return sentMessages.sum();
  }

  /** Messages that compliance kept back. */
  public long blocked() {
    return blocked.sum();
  }
}
