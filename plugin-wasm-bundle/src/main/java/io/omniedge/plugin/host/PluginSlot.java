package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.PluginEngine;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one plugin is at work, in whatever version. A new one is built and tried beside the old
 * one, takes its place in one step, and the old one makes the calls that it has; so nobody who asks
 * notices. Installing is for one thread at a time, which the lock sees to; asking never waits for
 * it. Thread-safe.
 */
final class PluginSlot implements AutoCloseable {
  /** How often it may rest without one call that ended well; the last pause is half a minute. */
  static final int MOST_RESTINGS = 6;

  private final PluginEngine engine;
  private final Watchdog watchdog;
  private final PluginCounters counters = new PluginCounters();
  private final Breaker breaker = new Breaker();
  private final LongSupplier nanos;
  private final Runnable rested;
  private final AtomicReference<@Nullable Generation> active = new AtomicReference<>();
  private final Object installing = new Object();
  private final AtomicInteger restings = new AtomicInteger();

  /**
   * An empty one.
   *
   * @param nanos of a clock that never goes back
   * @param rested told each time the plugin failed so often that it is not asked for a while; on a
   *     thread of the plugin, and returns at once
   */
  PluginSlot(PluginEngine engine, Watchdog watchdog, LongSupplier nanos, Runnable rested) {
    this.engine = engine;
    this.watchdog = watchdog;
    this.nanos = nanos;
    this.rested = rested;
  }

  /**
   * Puts a plugin to work in the place of the one that is.
   *
   * @param functions made for the plugin, with the counters of this place
   * @throws PluginFailure if it does not start or is not well; the one before goes on
   */
  void install(PluginPackage plugin, Function<PluginCounters, HostFunctions> functions)
      throws PluginFailure {
    synchronized (installing) {
      Generation before = active.get();
      Optional<byte[]> state =
          before != null && before.manifest().stateSchema() == plugin.manifest().stateSchema()
              ? before.state()
              : Optional.empty();
      Generation next =
          Generation.start(plugin, engine, functions.apply(counters), watchdog, counters, state);
      active.set(next);
      breaker.reset();
      restings.set(0);
      if (before != null) {
        counters.swapped();
        before.drain();
      }
    }
  }

  /**
   * Asks the plugin; does not wait. The answer fails if there is none, if it is kept from being
   * asked because it failed too often, or as {@link PluginThread#ask} says.
   */
  CompletableFuture<byte[]> ask(String call, byte[] document) {
    return ask(generation -> generation.ask(call, document));
  }

  /** The same on the calling thread if that can be, as {@link PluginThread#askHere} says. */
  CompletableFuture<byte[]> askHere(String call, byte[] document) {
    return ask(generation -> generation.askHere(call, document));
  }

  private CompletableFuture<byte[]> ask(Function<Generation, CompletableFuture<byte[]>> question) {
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    if (breaker.admits(nanos.getAsLong())) {
      ask(question, result);
    } else {
      result.completeExceptionally(
          new PluginFailure("it failed too often and is not asked for a while"));
    }
    return result;
  }

  private void ask(
      Function<Generation, CompletableFuture<byte[]>> question, CompletableFuture<byte[]> result) {
    Generation generation = active.get();
    if (generation == null) {
      breaker.abandoned();
      result.completeExceptionally(new PluginFailure("no plugin is installed here"));
      return;
    }
    CompletableFuture<byte[]> unused =
        question
            .apply(generation)
            .whenComplete(
                (answer, failure) -> {
                  if (failure instanceof BusyException busy
                      && busy.isLeaving()
                      && active.get() != generation) {
                    ask(question, result); // another one took its place just now
                  } else {
                    note(failure);
                    if (failure == null) {
                      result.complete(answer);
                    } else {
                      result.completeExceptionally(failure);
                    }
                  }
                });
  }

  private void note(@Nullable Throwable failure) {
    if (failure == null || failure instanceof PluginRefusal) {
      breaker.succeeded();
      restings.set(0);
    } else if (failure instanceof BusyException) {
      breaker.abandoned();
    } else if (breaker.failed(nanos.getAsLong())) {
      int unused = restings.incrementAndGet();
      rested.run();
    }
  }

  /** How often it was kept from being asked since it last answered. */
  int restings() {
    return restings.get();
  }

  /** Whether what is at work here answers that call. */
  boolean knows(String call) {
    Generation generation = active.get();
    return generation != null && generation.knows(call);
  }

  /** Ends what is at work here; another one may come. */
  void clear() {
    synchronized (installing) {
      Generation last = active.getAndSet(null);
      if (last != null) {
        last.close();
      }
    }
  }

  /** What is at work here, if anything is. */
  Optional<Manifest> manifest() {
    return Optional.ofNullable(active.get()).map(Generation::manifest);
  }

  /** Over all versions that were here. */
  PluginCounters counters() {
    return counters;
  }

  /** Whether it is not asked for a while because it failed too often. */
  boolean isResting() {
    return breaker.isOpen();
  }

  @Override
  public void close() {
    clear();
  }
}
