package io.omniedge.pdm.outlet;

import io.omniedge.gateway.api.compliance.Clearance;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.pdm.triage.DropReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The one way by which data of this bundle leave. A message waits until budget and link allow it,
 * then compliance is asked, and what it answers leaves. {@link #step} belongs to one thread and may
 * take as long as the gate and the link do; the other methods are for any and return at once.
 */
public final class Outlet {
  /** A broker that is away for hours must not be asked every second, and not found late either. */
  static final long RETRY_NANOS = 5_000_000_000L;

  /** What a message costs besides its data: topic, headers of MQTT, TLS and TCP; about. */
  static final int OVERHEAD_BYTES = 150;

  private static final Logger LOG = System.getLogger(Outlet.class.getName());

  private final String name;
  private final OutletQueue queue;
  private final LongAdder sentMessages = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder blocked = new LongAdder();
  private volatile OutletSettings settings = OutletSettings.DEFAULT;
  private volatile @Nullable Link link;
  private volatile @Nullable ComplianceGate gate;
  private volatile boolean isClosed;
  private volatile String lastBlocked = "";

  // Of the sending thread alone.
  private final LinkBudgetHolder budget;
  private @Nullable Message inHand;
  private byte[] cleared = {};
  private boolean failed;
  private long failedNanos;
  private boolean quiet;

  /**
   * Sends nothing yet.
   *
   * @param name for the log
   * @param monthState what {@link #monthState} said before; empty if there is none
   */
  public Outlet(String name, String monthState) {
    this.name = name;
    queue = new OutletQueue(settings.queueBytes());
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
    queue.resize(wanted.queueBytes());
    settings = wanted;
  }

  /** From now on over this one; null while there is none. */
  public void over(@Nullable Link way) {
    link = way;
  }

  /** From now on this one is asked; null while there is none. */
  public void past(@Nullable ComplianceGate asked) {
    gate = asked;
  }

  /** Takes a message; it is sent, or dropped and counted. */
  public void offer(Message message) {
    if (isClosed) {
      message.dropped(DropReason.CLOSED);
    } else if (message.bytes() > settings.messageBytes()) {
      message.dropped(DropReason.TOO_LARGE);
    } else {
      queue.offer(message);
      if (isClosed) {
        queue.drop(DropReason.CLOSED);
      }
    }
  }

  /** How large a message may be. */
  public int mostBytes() {
    return settings.messageBytes();
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
    if (way == null) {
      complain("waits for its cloud publisher");
      return false;
    }
    if (asked == null && current.needsGate()) {
      complain("waits for somebody who checks compliance");
      return false;
    }
    if (failed && nowNanos - failedNanos < RETRY_NANOS) {
      return false;
    }
    LinkBudget limits = budget.of(current, nowNanos);
    Message message = inHand;
    if (message == null) {
      message = queue.poll(priority -> limits.isOpen(priority, nowNanos, now));
      if (message == null) {
        return false;
      }
      Optional<byte[]> data = clear(message, asked, current);
      if (data.isEmpty()) {
        return true;
      }
      inHand = message;
      cleared = data.get();
    }
    try {
      way.send(message.dataType(), message.priority().name(), message.isJson(), cleared);
    } catch (Exception e) {
      // Whatever a cloud connection throws: it is somebody else's code, and may be mended.
      failed = true;
      failedNanos = nowNanos;
      complain("cannot send, and tries again: " + e);
      return false;
    }
    limits.spend(message.priority(), cleared.length + OVERHEAD_BYTES, now);
    budget.monthState = limits.monthState();
    message.sent();
    sentMessages.increment();
    sentBytes.add(cleared.length);
    inHand = null;
    failed = false;
    if (quiet) {
      quiet = false;
      LOG.log(Level.INFO, name + " sends");
    }
    return true;
  }

  private Optional<byte[]> clear(
      Message message, @Nullable ComplianceGate asked, OutletSettings current) {
    if (asked == null) {
      return Optional.of(message.data());
    }
    Clearance answer;
    try {
      answer =
          asked.check(
              new Departure(
                  "pdm",
                  message.dataType(),
                  message.isJson(),
                  message.data(),
                  Departure.Destination.CLOUD,
                  current.country()));
    } catch (RuntimeException e) {
      // It promised not to; what nobody could decide about stays.
      answer = Clearance.blocked("the check failed: " + e);
    }
    if (answer.data().isEmpty()) {
      blocked.increment();
      lastBlocked = message + ": " + answer.reason();
      message.dropped(DropReason.BLOCKED);
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

  /** Takes nothing more; what waits is dropped. After the last {@link #step}. */
  public void close() {
    isClosed = true;
    Message held = inHand;
    if (held != null) {
      inHand = null;
      held.dropped(DropReason.CLOSED);
    }
    queue.drop(DropReason.CLOSED);
  }

  /** What the month has used, for the next start. */
  public String monthState() {
    return budget.monthState;
  }

  /** A line for people. */
  public String status() {
    String kept = lastBlocked.isEmpty() ? "" : ", the last: " + lastBlocked;
    return String.format(
        Locale.ROOT,
        "outlet %s: %d messages sent (%d bytes), %d waiting (%d bytes), %d kept back%s",
        name,
        sentMessages.sum(),
        sentBytes.sum(),
        queue.messages(),
        queue.bytes(),
        blocked.sum(),
        kept);
  }

  /** Messages that left. */
  public long sentMessages() {
    return sentMessages.sum();
  }

  /** Messages that compliance kept back. */
  public long blocked() {
    return blocked.sum();
  }
}
