package io.omniedge.manager.report;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Room for so many at one time, and for so many of one device. Who enters never waits: there is
 * room or there is none. Thread-safe.
 */
final class Room {
  private final int most;
  private final int mostOfOne;
  private final Map<String, Integer> inside = new HashMap<>();
  private int all;

  Room(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Whether there was room; who entered leaves once. */
  synchronized boolean enter(String device) {
    int own = inside.getOrDefault(device, 0);
    if (all >= most || own >= mostOfOne) {
      return false;
    }
    inside.put(device, own + 1);
    all++;
    return true;
  }

  synchronized void leave(String device) {
    int own = inside.getOrDefault(device, 0);
    if (own == 0) {
      throw new IllegalStateException(device + " has not entered");
    }
    if (own == 1) {
      inside.remove(device);
    } else {
      inside.put(device, own - 1);
    }
    all--;
    notifyAll();
  }

  /** Waits until nobody is inside; whether it came to that. */
  synchronized boolean awaitEmpty(Duration patience) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (all > 0) {
      long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0) {
        return false;
      }
      wait(leftMillis);
    }
    return true;
  }
}
