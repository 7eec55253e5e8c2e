package io.omniedge.bench.fleet;

import io.omniedge.protocol.map.NetworkMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Waits until gateways have a map of a certain kind, and knows when each had it; and how many
 * others got one. Thread-safe.
 */
public final class Watch {
  private final Set<String> waiting;
  private final Predicate<NetworkMap> wanted;
  private final CountDownLatch left;
  private final long startNanos;
  private final List<Double> seconds = new ArrayList<>();
  private int maps;
  private int strangers;
  private final Set<String> concerned;

  /**
   * From now on.
   *
   * @param devices who is to have it
   * @param wanted what their maps are to be like
   */
  public Watch(Collection<String> devices, Predicate<NetworkMap> wanted) {
    concerned = Set.copyOf(devices);
    waiting = new HashSet<>(devices);
    left = new CountDownLatch(waiting.size());
    this.wanted = wanted;
    startNanos = System.nanoTime();
  }

  synchronized void mapped(String device, NetworkMap map, long nowNanos) {
    maps++;
    if (!concerned.contains(device)) {
      strangers++;
    }
    if (waiting.contains(device) && wanted.test(map)) {
      waiting.remove(device);
      seconds.add((nowNanos - startNanos) / 1e9);
      left.countDown();
    }
  }

  /** Whether all have it before that time is over. */
  public boolean await(long timeoutSeconds) throws InterruptedException {
    return left.await(timeoutSeconds, TimeUnit.SECONDS);
  }

  /** Seconds until each of them had it, in their order. */
  public synchronized List<Double> seconds() {
    return List.copyOf(seconds);
  }

  /** Maps that anybody took. */
  public synchronized int maps() {
    return maps;
  }

  /** Maps that others took. */
  public synchronized int strangers() {
    return strangers;
  }
}
