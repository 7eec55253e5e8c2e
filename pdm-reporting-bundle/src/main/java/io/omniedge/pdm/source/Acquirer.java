package io.omniedge.pdm.source;

import io.omniedge.gateway.api.data.SampleBlock;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one source, with a thread of its own; a device that fails or vanishes is tried again, first
 * after {@value #FIRST_PAUSE_SECONDS} s, at last every {@value #LAST_PAUSE_SECONDS} s. {@link
 * #step} belongs to that thread, or to a test; the rest is for any.
 */
public final class Acquirer {
  static final int FIRST_PAUSE_SECONDS = 1;
  static final int LAST_PAUSE_SECONDS = 60;

  private static final long STOP_MILLIS = 5_000;
  private static final Logger LOG = System.getLogger(Acquirer.class.getName());

  private final String name;
  private final SampleSource source;
  private final Consumer<SampleBlock> sink;
  private final PlantClock clock;
  private final SourceCounters counters = new SourceCounters();
  private final Thread thread;
  private volatile boolean isStopped;
  private volatile @Nullable String problem;
  private volatile List<SourceChannel> channels = List.of();

  // Of the thread alone.
  private @Nullable Feed feed;
  private int pauseSeconds = FIRST_PAUSE_SECONDS;

  /**
   * Begins with {@link #start}.
   *
   * @param name of the source; its channels are NAME/CHANNEL
   * @param sink takes the samples and returns at once
   */
  public Acquirer(String name, SampleSource source, Consumer<SampleBlock> sink, PlantClock clock) {
    this.name = name;
    this.source = source;
    this.sink = sink;
    this.clock = clock;
    thread = new Thread(this::run, "acquisition " + name);
    thread.setDaemon(true);
  }

  /** Lets the thread begin. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!isStopped) {
        step();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "{0} is interrupted, which is the end", name);
    } finally {
      giveUp();
    }
  }

  /** Opens the device, or reads once, or waits after a failure. */
  void step() throws InterruptedException {
    try {
      Feed to = feed;
      if (to == null) {
        channels = source.open();
        feed = new Feed(name, channels, sink, counters);
        LOG.log(Level.INFO, "{0} measures", name);
        return;
      }
      to.take(source.read(), clock.monotonicNanos(), clock.wallNanos());
      // It works only when something came: a device may open and then give nothing.
      problem = null;
      pauseSeconds = FIRST_PAUSE_SECONDS;
    } catch (SourceException e) {
      failed(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      // A defect of ours, or a native layer that is not there; other sources go on.
      failed(e.toString(), e);
    }
  }

  private void failed(String reason, Throwable e) throws InterruptedException {
    giveUp();
    if (!reason.equals(problem)) {
      LOG.log(Level.ERROR, name + " gives no samples: " + reason, e);
    }
    problem = reason;
    counters.restarted();
    int pause = pauseSeconds;
    pauseSeconds = Math.min(LAST_PAUSE_SECONDS, 2 * pauseSeconds);
    clock.sleepUntil(clock.monotonicNanos() + TimeUnit.SECONDS.toNanos(pause));
  }

  private void giveUp() {
    feed = null;
    try {
      source.close();
    } catch (SourceException | RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, name + " is not left as it was found: " + e.getMessage(), e);
    }
  }

  /** Ends the thread, and with it leaves the device; for it to be opened by another one after. */
  public void stop() throws InterruptedException {
    isStopped = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    thread.interrupt();
    thread.join(STOP_MILLIS);
    if (thread.isAlive()) {
      LOG.log(Level.WARNING, "{0} does not end; its thread is left to the device", name);
    }
  }

  /** Why there are no samples now; nothing if there are. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem).map(reason -> name + ": " + reason);
  }

  /** What became of its samples. */
  public SourceCounters counters() {
    return counters;
  }

  /** What it gives; empty before it was opened. */
  public List<SourceChannel> channels() {
    return channels;
  }

  /** A line for people. */
  public String status() {
    String rate =
        counters.rateHz() == 0
            ? "as they come"
            : String.format(Locale.ROOT, "%.3f Hz", counters.rateHz());
    return String.format(
        Locale.ROOT,
        "  %s: %d channels, %s, %d samples, %d overruns, %d clock jumps, %d restarts%s%n",
        name,
        channels.size(),
        rate,
        counters.samples(),
        counters.overruns(),
        counters.clockJumps(),
        counters.restarts(),
        problem().isPresent() ? ", failing" : "");
  }
}
