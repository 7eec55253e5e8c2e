package io.omniedge.pdm.intake;

import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.data.SampleSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes measurements and gives them on. Any thread; {@link #configure}, {@link #retry} and {@link
 * #close} one after the other.
 */
public final class Intake implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Intake.class.getName());

  private final IntakeCounters counters = new IntakeCounters();
  private final SparseLog complaints = new SparseLog(LOG);
  private final InstantSource clock;
  private volatile @Nullable SampleSink sink;
  private IntakeSettings settings = IntakeSettings.NONE;
  private final List<Listener> open = new ArrayList<>();
  private final List<Listener> closed = new ArrayList<>();

  /** Listens nowhere yet. */
  public Intake(InstantSource clock) {
    this.clock = clock;
  }

  /** From now on to this one; null while there is none. */
  public void into(@Nullable SampleSink taker) {
    sink = taker;
  }

  /** What came in. */
  public IntakeCounters counters() {
    return counters;
  }

  /**
   * Listens there and nowhere else.
   *
   * @return what cannot be, a sentence each
   */
  public List<String> configure(IntakeSettings wanted) {
    if (!wanted.equals(settings)) {
      close();
      settings = wanted;
      closed.addAll(Listener.of(wanted, this));
    }
    return retry();
  }

  /**
   * Tries again what could not be, as an address that was not there yet.
   *
   * @return what still cannot be
   */
  public List<String> retry() {
    List<String> problems = new ArrayList<>();
    for (Listener each : List.copyOf(closed)) {
      String problem = each.open();
      if (problem == null) {
        LOG.log(Level.INFO, "measurements are taken at {0}", each);
        closed.remove(each);
        open.add(each);
      } else {
        problems.add(problem);
      }
    }
    return problems;
  }

  /** Reads lines that come from there; for one thread. */
  LineSplitter lines(String origin, Precision precision) {
    return new LineSplitter(new Reader(origin, precision));
  }

  void refusedConnection(String origin) {
    counters.refusedConnections.increment();
    complaints.warn("a connection to " + origin + " is one too many", System.nanoTime());
  }

  @Override
  public void close() {
    open.forEach(Listener::close);
    open.clear();
    closed.clear();
    settings = IntakeSettings.NONE;
  }

  private final class Reader implements LineSplitter.Lines {
    private final String origin;
    private final LineProtocol protocol;
    private final List<SampleBlock> blocks = new ArrayList<>();

    Reader(String origin, Precision precision) {
      this.origin = origin;
      protocol = new LineProtocol(precision);
    }

    @Override
    public void line(long number, byte[] bytes, int from, int length) {
      counters.lines.increment();
      Instant now = clock.instant();
      blocks.clear();
      long nowNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
      LineError wrong = protocol.read(bytes, from, length, nowNanos, blocks);
      if (wrong != null) {
        refused(number, wrong);
        return;
      }
      SampleSink taker = sink;
      counters.samples.add(blocks.size());
      if (taker == null) {
        counters.unclaimed.add(blocks.size());
        return;
      }
      blocks.forEach(taker::take);
    }

    @Override
    public void tooLong(long number) {
      counters.lines.increment();
      refused(number, LineError.TOO_LONG);
    }

    private void refused(long number, LineError why) {
      counters.refused(why);
      complaints.warn(
          origin + " line " + number + " is refused: " + why.reason(), System.nanoTime());
    }
  }
}
