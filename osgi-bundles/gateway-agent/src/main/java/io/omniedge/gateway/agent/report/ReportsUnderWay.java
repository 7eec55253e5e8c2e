package io.omniedge.gateway.agent.report;

import io.omniedge.gateway.agent.time.Deadline;
import io.omniedge.gateway.api.report.Report;
import io.omniedge.gateway.api.report.ReportChannel;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.message.ReportMessage;
import io.omniedge.protocol.sign.DocumentType;
import io.omniedge.protocol.sign.Jws;
import io.omniedge.protocol.sign.SigningKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The reports that were sent and of which the manager has not said yet that it has them. A new
 * connection begins with them. Thread-safe.
 */
public final class ReportsUnderWay implements ReportChannel {
  /** Enough for a manager that writes one in 20 ms, 300 ms away. */
  private static final int MOST = 16;

  /** The largest report fits thrice; what a slow line has before it must not be minutes. */
  private static final int MOST_BYTES_UNDER_WAY = 1 << 20;

  /** A manager that is up answers within seconds; one that was restarted has lost it. */
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** A slow line needs minutes for what is under way, and must not carry it twice each minute. */
  private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);

  /** A message that was sent, when, and whom to tell. */
  private static final class Sent {
    private final byte[] message;
    private Runnable kept;
    private long atNanos;
    private long waitNanos = AGAIN_NANOS;

    Sent(byte[] message, Runnable kept, long atNanos) {
      this.message = message;
      this.kept = kept;
      this.atNanos = atNanos;
    }
  }

  private final Consumer<byte[]> line;
  private final LongSupplier nanoTime;
  private final Map<ReportKept, Sent> underWay = new LinkedHashMap<>();
  private @Nullable SigningKey identity;
  private boolean isConnected;
  private int bytes;

  /**
   * Nothing is under way.
   *
   * @param line sends a message; called by any thread, and returns at once
   * @param nanoTime as {@link System#nanoTime}
   */
  public ReportsUnderWay(Consumer<byte[]> line, LongSupplier nanoTime) {
    this.line = line;
    this.nanoTime = nanoTime;
  }

  /**
   * Signs with this from now on; without one nothing is sent, for nobody would take it. What
   * another one signed is forgotten: whoever gave it sends it again.
   */
  public synchronized void identity(Optional<SigningKey> key) {
    identity = key.orElse(null);
    underWay.clear();
    bytes = 0;
  }

  /** There is a connection, and perhaps a broker that has lost what was under way. */
  public void connected() {
    List<byte[]> again;
    synchronized (this) {
      isConnected = true;
      long now = nanoTime.getAsLong();
      for (Sent sent : underWay.values()) {
        sent.atNanos = now;
        sent.waitNanos = AGAIN_NANOS;
      }
      again = underWay.values().stream().map(sent -> sent.message).toList();
    }
    again.forEach(line);
  }

  /** There is none. */
  public synchronized void disconnected() {
    isConnected = false;
  }

  @Override
  public Optional<String> signature(byte[] document) {
    SigningKey key = identityNow();
    return key == null
        ? Optional.empty()
        : Optional.of(Jws.signDetached(DocumentType.REPORT, document, key));
  }

  private synchronized @Nullable SigningKey identityNow() {
    return identity;
  }

  @Override
  public boolean send(Report report, Runnable kept) {
    if (report.body().length > MOST_BYTES) {
      throw new IllegalArgumentException(report + ": a body has at most " + MOST_BYTES + " bytes");
    }
    if (isUnderWay(report, kept)) {
      return true;
    }
    if (!hasRoom(report.body().length)) {
      return false;
    }
    Optional<String> signature = signature(report.body());
    if (signature.isEmpty()) {
      return false;
    }
    ReportMessage message =
        new ReportMessage(
            report.kind(),
            report.stream(),
            report.sequence(),
            report.atMillis(),
            report.isHistorical(),
            report.contentType(),
            report.body(),
            signature);
    byte[] text = message.toBytes();
    synchronized (this) {
      if (!hasRoom(text.length)) {
        return false;
      }
      Sent before = underWay.put(message.kept(), new Sent(text, kept, nanoTime.getAsLong()));
      bytes += text.length - (before == null ? 0 : before.message.length);
    }
    line.accept(text);
    return true;
  }

  /** Who gave it is impatient; it is sent again by itself. */
  private synchronized boolean isUnderWay(Report report, Runnable kept) {
    Sent sent = underWay.get(new ReportKept(report.stream(), report.sequence()));
    if (sent == null) {
      return false;
    }
    sent.kept = kept;
    return isConnected;
  }

  private synchronized boolean hasRoom(int more) {
    return isConnected && underWay.size() < MOST && bytes + more <= MOST_BYTES_UNDER_WAY;
  }

  /** The manager has one. */
  public void kept(ReportKept report) {
    Runnable whom;
    synchronized (this) {
      Sent sent = underWay.remove(report);
      if (sent == null) {
        return; // told twice
      }
      bytes -= sent.message.length;
      whom = sent.kept;
    }
    whom.run();
  }

  /** Sends again what the manager said nothing about for long. */
  public void tick(long nowNanos) {
    List<byte[]> due = new ArrayList<>();
    synchronized (this) {
      if (!isConnected) {
        return;
      }
      for (Sent sent : underWay.values()) {
        if (nowNanos - sent.atNanos >= sent.waitNanos) {
          sent.atNanos = nowNanos;
          sent.waitNanos = Math.min(LONGEST_NANOS, 2 * sent.waitNanos);
          due.add(sent.message);
        }
      }
    }
    due.forEach(line);
  }

  /** Nanoseconds until {@link #tick} may have something to do. */
  public synchronized long left(long nowNanos) {
    return (isConnected ? underWay.values() : List.<Sent>of())
        .stream()
            .mapToLong(sent -> Math.max(0, sent.waitNanos - (nowNanos - sent.atNanos)))
            .min()
            .orElse(Deadline.NEVER);
  }
}
