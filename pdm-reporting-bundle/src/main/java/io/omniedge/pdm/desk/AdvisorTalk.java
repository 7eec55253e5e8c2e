package io.omniedge.pdm.desk;

import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.gateway.api.data.TriageAdvisor;
import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.trigger.Firing;
import io.omniedge.pdm.trigger.TriggerBook;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said to the advisor. It is told anew how much is kept when it, the limits or the sources
 * changed, and then asked for its triggers. One thread, which waits for it.
 */
final class AdvisorTalk {
  /** Sources come one after the other when a plant starts. */
  private static final long SOURCES_PAUSE_NANOS = 10_000_000_000L;

  private static final Logger LOG = System.getLogger(AdvisorTalk.class.getName());

  private final SampleBuffers buffers;
  private final TriggerBook book;
  private @Nullable TriageAdvisor told;
  private long toldGeneration;
  private long toldBytes;
  private long toldSeconds;
  private List<String> toldSources = List.of();
  private long toldNanos;

  AdvisorTalk(SampleBuffers buffers, TriggerBook book) {
    this.buffers = buffers;
    this.book = book;
  }

  /** Tells and asks what has changed. */
  void keepUp(@Nullable TriageAdvisor advisor, long nowNanos) {
    if (advisor == null) {
      if (told != null) {
        told = null;
        book.registered(List.of());
      }
      return;
    }
    List<String> sources = buffers.sources();
    long generation = advisor.generation();
    boolean isOther =
        advisor != told
            || generation != toldGeneration
            || buffers.mostBytes() != toldBytes
            || buffers.spanSeconds() != toldSeconds;
    boolean hasOtherSources =
        !sources.equals(toldSources) && nowNanos - toldNanos >= SOURCES_PAUSE_NANOS;
    if (!isOther && !hasOtherSources) {
      return;
    }
    told = advisor;
    toldGeneration = generation;
    toldBytes = buffers.mostBytes();
    toldSeconds = buffers.spanSeconds();
    toldSources = sources;
    toldNanos = nowNanos;
    try {
      advisor.configureBuffer(toldBytes, toldSeconds, sources);
      book.registered(advisor.triggers());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the data triage does not take its configuration: " + e);
      book.registered(List.of());
    }
  }

  /** What it says; nothing if it fails. */
  Optional<TriageAction> ask(TriageAdvisor advisor, Firing firing) {
    try {
      return Optional.of(
          advisor.onTrigger(
              firing.trigger().trigger().name(),
              firing.nanos() / 1_000_000,
              firing.source(),
              firing.value(),
              firing.level()));
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the data triage failed, all is stored: " + e);
      return Optional.empty();
    }
  }
}
