package io.omniedge.gateway.agent;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whoever changes something rings; whoever waits for something looks then. */
final class Bell {
  private static final long SECONDS = 40;

  synchronized void ring() {
    notifyAll();
  }

  /** Waits until it is so; fails with what is there instead. */
  void await(String what, BooleanSupplier condition, Supplier<?> instead) {
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    synchronized (this) {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError(what + " did not happen; there is " + instead.get());
        }
        try {
          wait(50); // what does not ring is looked at all the same
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
