package io.omniedge.gateway.console.web;

import java.util.HashMap;
import java.util.Map;

/**
 * How many forms may be under way at once, from one address and in all: a form keeps a thread while
 * it arrives and while a password is hashed, and there are few. Thread-safe.
 */
final class Turnstile {
  static final int MOST_OF_ADDRESS = 3;
  static final int MOST = 10;

  private final Map<String, Integer> inside = new HashMap<>();

  /** Whether one more of this address may come in; if so it has to {@link #leave} too. */
  synchronized boolean enter(String address) {
    int already = inside.getOrDefault(address, 0);
    int all = inside.values().stream().mapToInt(Integer::intValue).sum();
    if (already >= MOST_OF_ADDRESS || all >= MOST) {
      return false;
    }
    inside.put(address, already + 1);
    return true;
  }

  synchronized void leave(String address) {
    inside.computeIfPresent(address, (any, count) -> count == 1 ? null : count - 1);
  }
}
