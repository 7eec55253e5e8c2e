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
public final class ReportsUnderWay {
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

  /** The way to one tenant; takes nothing any more once there is another one. */
  private final class Channel implements ReportChannel {
    private final String recipient;
    private final Optional<SigningKey> identity;

    Channel(String recipient, Optional<SigningKey> identity) {
      this.recipient = recipient;
      this.identity = identity;
    }

    boolean isOf(String whom, Optional<SigningKey> by) {
      return recipient.equals(whom)
          && identity.map(SigningKey::verifyKey).equals(by.map(SigningKey::verifyKey));
    }

    @Override
    public String recipient() {
      return recipient;
    }

    @Override
    public boolean send(Report report, Runnable kept) {
      return ReportsUnderWay.this.send(this, report, kept);
    }

    @Override
    public Optional<String> signature(byte[] document) {
      return identity.map(key -> Jws.signDetached(DocumentType.REPORT, document, key));
    }
  }

  private final Consumer<byte[]> line;
  private final LongSupplier nanoTime;
  private final Map<ReportKept, Sent> underWay = new LinkedHashMap<>();
  private @Nullable Channel channel;
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
   * The way of reports from now on, the same as before if nothing has changed. Else what is under
   * way is forgotten: whoever gave it sends it again, if it is for this one, too.
   *
   * @param recipient the tenant
   * @param identity signs; without one nothing is sent, for nobody would take it
   */
  public synchronized ReportChannel open(String recipient, Optional<SigningKey> identity) {
    Channel open = channel;
    if (open == null || !open.isOf(recipient, identity)) {
      close();
      open = new Channel(recipient, identity);
      channel = open;
    }
    return open;
  }

  /** There is nobody to send them to. */
  public synchronized void close() {
    channel = null;
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

  private boolean send(Channel through, Report report, Runnable kept) {
    if (report.body().length > ReportChannel.MOST_BYTES) {
      throw new IllegalArgumentException(
          report + ": a body has at most " + ReportChannel.MOST_BYTES + " bytes");
    }
    if (isUnderWay(through, report, kept)) {
      return true;
    }
    if (!hasRoom(through, report.body().length)) {
      return false;
    }
    Optional<String> signature = through.signature(report.body());
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
      if (!hasRoom(through, text.length)) {
        return false;
      }
      Sent before = underWay.put(message.kept(), new Sent(text, kept, nanoTime.getAsLong()));
      bytes += text.length - (before == null ? 0 : before.message.length);
    }
    line.accept(text);
    return true;
  }

  /** Who gave it is impatient; it is sent again by itself. */
  private synchronized boolean isUnderWay(Channel through, Report report, Runnable kept) {
    if (through != channel) {
      return false;
    }
    Sent sent = underWay.get(new ReportKept(report.stream(), report.sequence()));
    if (sent == null) {
      return false;
    }
    sent.kept = kept;
    return isConnected;
  }

  /** Whether this message is still to be sent; it may have waited for the thread that sends. */
  public synchronized boolean isUnderWay(byte[] message) {
    return underWay.values().stream().anyMatch(sent -> sent.message == message);
  }

  private synchronized boolean hasRoom(Channel through, int more) {
    return through == channel
        && isConnected
        && underWay.size() < MOST
        && bytes + more <= MOST_BYTES_UNDER_WAY;
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
