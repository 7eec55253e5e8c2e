package io.omniedge.pdm.desk;

import io.omniedge.gateway.api.data.PointReader;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.data.SampleSink;
import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.gateway.api.data.TriageAdvisor;
import io.omniedge.gateway.api.data.Trigger;
import io.omniedge.gateway.api.data.TriggerInput;
import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.clip.Clip;
import io.omniedge.pdm.clip.ClipStore;
import io.omniedge.pdm.outlet.Outlet;
import io.omniedge.pdm.outlet.SampleDocument;
import io.omniedge.pdm.store.Message;
import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import io.omniedge.pdm.triage.Route;
import io.omniedge.pdm.triage.TriageChain;
import io.omniedge.pdm.trigger.ArmedTrigger;
import io.omniedge.pdm.trigger.Firing;
import io.omniedge.pdm.trigger.TriggerBook;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Samples come in, triggers fire, somebody is asked, and something is done: a clip, a stream, or
 * nothing. {@link #step} belongs to one thread, which waits for the advisor and the disk; all other
 * methods are for any thread and return at once.
 */
public final class TriageDesk implements SampleSink, PointReader, TriggerInput {
  private static final Logger LOG = System.getLogger(TriageDesk.class.getName());

  /** Firings that wait for an advisor that takes its time. */
  private static final int MOST_FIRINGS = 256;

  /** A message of MQTT that no broker refuses: about 50 KB of JSON. */
  private static final int SAMPLES_A_MESSAGE = 2_000;

  private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long STREAM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final InstantSource clock;
  private final ClipStore store;
  private final SampleBuffers buffers;
  private final Ledger ledger = new Ledger();
  private final Batches batches = new Batches(ledger);
  private final TriggerBook book = new TriggerBook(this::fired);
  private final TriageChain chain;
  private final BlockingQueue<Firing> firings = new ArrayBlockingQueue<>(MOST_FIRINGS);
  private final LongAdder fired = new LongAdder();
  private final LongAdder lostFirings = new LongAdder();
  private final LongAdder clips = new LongAdder();
  private final LongAdder lostClips = new LongAdder();
  private volatile DeskSettings settings;
  private volatile @Nullable TriageAdvisor advisor;
  private volatile @Nullable Outlet outlet;

  // Of the working thread alone.
  private final AdvisorTalk talk;
  private final ClipPlans plans;
  private final Streams streams;
  private final Timer send = new Timer();
  private final Timer record = new Timer();
  private final Timer stream = new Timer();
  private final Timer tidy = new Timer();

  /** Fires at once, and then each period. */
  private static final class Timer {
    private boolean hasFired;
    private long lastNanos;

    boolean isDue(long nowNanos, long periodNanos) {
      if (hasFired && nowNanos - lastNanos < periodNanos) {
        return false;
      }
      hasFired = true;
      lastNanos = nowNanos;
      return true;
    }
  }

  /** Takes samples from now on. */
  public TriageDesk(DeskSettings settings, ClipStore store, InstantSource clock) {
    this.settings = settings;
    this.store = store;
    this.clock = clock;
    buffers = new SampleBuffers(settings.bufferBytes(), settings.bufferSeconds());
    chain = new TriageChain(buffers, ledger, book::saw, batches);
    talk = new AdvisorTalk(buffers, book);
    plans = new ClipPlans(buffers);
    streams = new Streams(buffers);
    configure(settings);
  }

  /** Other settings. */
  public void configure(DeskSettings wanted) {
    settings = wanted;
    buffers.resize(wanted.bufferBytes(), wanted.bufferSeconds());
    store.resize(wanted.clipBytes());
    chain.rules(wanted.rules());
    book.own(wanted.triggers());
  }

  /** From now on this one is asked; null while there is none. */
  public void advised(@Nullable TriageAdvisor by) {
    advisor = by;
  }

  /** From now on data leave by this one; null while there is none. */
  public void leaving(@Nullable Outlet by) {
    outlet = by;
  }

  /** The newest samples. */
  public SampleBuffers buffers() {
    return buffers;
  }

  /** The account of the samples. */
  public Ledger ledger() {
    return ledger;
  }

  private long wallNanos() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  @Override
  public void take(SampleBlock block) {
    chain.take(block, wallNanos());
  }

  @Override
  public Optional<Double> last(String source) {
    return buffers.last(source);
  }

  @Override
  public int fire(Trigger.Kind kind, String source, OptionalDouble value, Optional<String> level) {
    return book.fire(kind, source, value, level, wallNanos());
  }

  private void fired(Firing firing) {
    fired.increment();
    if (!firings.offer(firing)) {
      lostFirings.increment();
    }
  }

  /** Waits until a trigger fires, or as long as that; then {@link #step} has something to do. */
  public void await(long millis) throws InterruptedException {
    Firing first = firings.poll(millis, TimeUnit.MILLISECONDS);
    if (first != null) {
      act(first);
    }
  }

  /** Does what is due. */
  public void step(long nowNanos) {
    DeskSettings current = settings;
    long wallNanos = wallNanos();
    talk.keepUp(advisor, nowNanos);
    book.due(nowNanos, wallNanos);
    for (Firing firing = firings.poll(); firing != null; firing = firings.poll()) {
      act(firing);
    }
    plans.due(wallNanos).forEach(this::keepAndUpload);
    if (stream.isDue(nowNanos, STREAM_NANOS)) {
      streams.flush(wallNanos, this::send);
    }
    sendBatches(send.isDue(nowNanos, TimeUnit.SECONDS.toNanos(current.batchSeconds())));
    if (record.isDue(nowNanos, TimeUnit.SECONDS.toNanos(current.recordSeconds()))) {
      recordBatches();
    }
    if (tidy.isDue(nowNanos, TIDY_NANOS)) {
      buffers.forgetSilent(wallNanos);
      chain.forgetSilent();
    }
  }

  /** Nothing is lost that can be kept. After the last {@link #step}. */
  public void close() {
    chain.flush();
    plans.all().forEach(this::keepAndUpload);
    streams.flush(Long.MAX_VALUE, this::send);
    sendBatches(true);
    recordBatches();
  }

  private void act(Firing firing) {
    TriageAdvisor asked = advisor;
    Optional<TriageAction> advice = asked == null ? Optional.empty() : talk.ask(asked, firing);
    ArmedTrigger trigger = firing.trigger();
    TriageAction action = advice.orElse(asked == null ? trigger.fallback() : TriageAction.STORE);
    String decided = asked == null ? "rule" : advice.isPresent() ? "advisor" : "nobody";
    switch (action.kind()) {
      case DISCARD -> LOG.log(Level.DEBUG, "{0} is passed over", trigger.trigger().name());
      case CLIP, STORE -> {
        if (!plans.add(firing, action, decided)) {
          lostClips.increment();
        }
      }
      case STREAM -> {
        boolean isPattern = firing.source().matches(".*[*?].*");
        List<String> sources =
            isPattern
                ? ClipPlans.around(firing.source(), buffers.sources())
                : List.of(firing.source());
        for (String source : sources) {
          streams.start(
              source,
              PriorityClass.of(action.priority()),
              firing.nanos(),
              settings.streamSeconds());
        }
      }
    }
  }

  private void keepAndUpload(Clip clip) {
    Optional<Path> file = keep(clip);
    Outlet by = outlet;
    if (file.isEmpty() || by == null || !settings.uploadsClips()) {
      return;
    }
    try {
      if (Files.size(file.get()) > by.mostBytes()) {
        LOG.log(Level.INFO, "{0} is too large to leave, and stays here", file.get());
        return;
      }
      byte[] data = Files.readAllBytes(file.get());
      String name = String.valueOf(file.get().getFileName());
      by.offer(new Message(clip.priority(), "clip", name, false, data, 0, ledger));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the clip " + clip.name() + " cannot be read to be sent: " + e);
    }
  }

  private Optional<Path> keep(Clip clip) {
    if (clip.size() == 0) {
      LOG.log(Level.INFO, "{0} has fired, and there is no sample of it", clip.name());
      return Optional.empty();
    }
    try {
      Optional<Path> file = store.keep(clip);
      if (file.isEmpty()) {
        lostClips.increment();
        LOG.log(Level.WARNING, "the clip {0} finds no room", clip.name());
        return file;
      }
      clips.increment();
      return file;
    } catch (IOException e) {
      lostClips.increment();
      LOG.log(Level.ERROR, "the clip " + clip.name() + " cannot be kept: " + e);
      return Optional.empty();
    }
  }

  private void recordBatches() {
    for (PriorityClass priority : PriorityClass.values()) {
      List<Samples> samples = batches.take(Route.LOCAL, priority);
      if (samples.isEmpty()) {
        continue;
      }
      long millis = samples.get(0).nanos(0) / 1_000_000;
      Clip clip = new Clip("record", millis, priority, samples, Map.of("kind", "RECORD"));
      if (keep(clip).isPresent()) {
        ledger.stored(clip.size());
      } else {
        ledger.dropped(DropReason.NOT_STORED, clip.size(), samples.get(0).source());
      }
    }
  }

  private void sendBatches(boolean all) {
    for (PriorityClass priority : PriorityClass.values()) {
      if (all || priority.isVital()) {
        List<Samples> together = new ArrayList<>();
        int count = 0;
        for (Samples samples : batches.take(Route.CLOUD, priority)) {
          for (int from = 0; from < samples.size(); ) {
            int to = Math.min(samples.size(), from + SAMPLES_A_MESSAGE - count);
            together.add(samples.slice(from, to));
            count += to - from;
            from = to;
            if (count == SAMPLES_A_MESSAGE) {
              offer("samples", priority, together);
              together.clear();
              count = 0;
            }
          }
        }
        offer("samples", priority, together);
      }
    }
  }

  private void send(PriorityClass priority, Samples samples) {
    ledger.taken(samples.size());
    for (int from = 0; from < samples.size(); from += SAMPLES_A_MESSAGE) {
      int to = Math.min(samples.size(), from + SAMPLES_A_MESSAGE);
      offer("stream", priority, List.of(samples.slice(from, to)));
    }
  }

  private void offer(String kind, PriorityClass priority, List<Samples> samples) {
    if (samples.isEmpty()) {
      return;
    }
    Message message =
        new Message(
            priority,
            kind,
            samples.get(0).source(),
            true,
            SampleDocument.of(kind, priority, samples),
            samples.stream().mapToInt(Samples::size).sum(),
            ledger);
    Outlet by = outlet;
    if (by == null) {
      message.dropped(DropReason.NO_LINK);
    } else {
      by.offer(message);
    }
  }

  /** Lines for people. */
  public String status() {
    Ledger.Balance balance = ledger.balance();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "triage: %d sources, %d of %d KB; %d samples, %d sent, %d stored, %d aggregated,"
                    + " %d waiting%n",
                buffers.sources().size(),
                buffers.usedBytes() / 1024,
                buffers.mostBytes() / 1024,
                balance.taken(),
                balance.sent(),
                balance.stored(),
                balance.aggregated(),
                balance.waiting()));
    Map<DropReason, String> examples = ledger.examples();
    balance
        .dropped()
        .forEach(
            (why, count) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  dropped %s: %d, the last: %s%n",
                        why,
                        count,
                        examples.getOrDefault(why, ""))));
    text.append(
        String.format(
            Locale.ROOT,
            "  %d triggers, fired %d times (%d too many at once); %d clips (%d lost), %d files of"
                + " %d KB%n",
            book.size(),
            fired.sum(),
            lostFirings.sum(),
            clips.sum(),
            lostClips.sum(),
            store.files().size(),
            store.bytes() / 1024));
    return text.toString();
  }
}
