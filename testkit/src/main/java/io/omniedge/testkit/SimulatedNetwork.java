package io.omniedge.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * Datagrams in memory, on the manual clock: lost, doubled, delayed and thereby reordered, all by
 * one seeded random generator. Single-threaded; nothing happens but in {@link #deliverDue}.
 *
 * @param <A> the addresses
 */
public final class SimulatedNetwork<A> {
  /** Takes what arrives. */
  public interface Receiver<A> {
    /** A datagram, the receiver's own copy. */
    void receive(A from, byte[] datagram);
  }

  /** Sees what is sent, lost or not. */
  public interface Observer<A> {
    /** A datagram that must not be changed. */
    void sent(A from, A to, byte[] datagram);
  }

  /**
   * What happens on the way.
   *
   * @param loss probability that a datagram vanishes
   * @param duplication probability that it arrives twice
   * @param minDelay least time on the way
   * @param maxDelay greatest time on the way; more than the least reorders
   */
  public record Conditions(double loss, double duplication, Duration minDelay, Duration maxDelay) {
    /** Nothing is lost, and all arrives in order after 10 ms. */
    public static final Conditions PERFECT =
        new Conditions(0, 0, Duration.ofMillis(10), Duration.ofMillis(10));
  }

  private static final class Flight<A> implements Comparable<Flight<A>> {
    final long dueNanos;
    final long number;
    final A from;
    final A to;
    final byte[] datagram;

    Flight(long dueNanos, long number, A from, A to, byte[] datagram) {
      this.dueNanos = dueNanos;
      this.number = number;
      this.from = from;
      this.to = to;
      this.datagram = datagram;
    }

    @Override
    public int compareTo(Flight<A> other) {
      long difference = dueNanos - other.dueNanos;
      return difference != 0 ? Long.signum(difference) : Long.compare(number, other.number);
    }
  }

  private final ManualClock clock;
  private final RandomGenerator random;
  private final Map<A, Receiver<A>> receivers = new HashMap<>();
  private final PriorityQueue<Flight<A>> flights = new PriorityQueue<>();
  private Conditions conditions = Conditions.PERFECT;
  private Observer<A> observer = (from, to, datagram) -> {};
  private long number;

  /** A perfect network without anyone in it. */
  public SimulatedNetwork(ManualClock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** From now on the receiver is at this address, instead of who was. */
  public void attach(A address, Receiver<A> receiver) {
    receivers.put(address, receiver);
  }

  /** From now on nobody is at this address. */
  public void detach(A address) {
    receivers.remove(address);
  }

  /** For datagrams sent from now on. */
  public void conditions(Conditions present) {
    conditions = present;
  }

  /** Replaces the observer. */
  public void observe(Observer<A> present) {
    observer = present;
  }

  /** Sends a copy. */
  public void send(A from, A to, byte[] datagram) {
    observer.sent(from, to, datagram);
    if (random.nextDouble() < conditions.loss) {
      return;
    }
    fly(from, to, datagram);
    if (random.nextDouble() < conditions.duplication) {
      fly(from, to, datagram);
    }
  }

  private void fly(A from, A to, byte[] datagram) {
    long least = conditions.minDelay.toNanos();
    long delay = least + random.nextLong(conditions.maxDelay.toNanos() - least + 1);
    flights.add(new Flight<>(clock.nanoTime() + delay, number++, from, to, datagram.clone()));
  }

  /** Nanoseconds until the next datagram arrives, or {@link Long#MAX_VALUE}. */
  public long nanosUntilNext() {
    Flight<A> first = flights.peek();
    return first == null ? Long.MAX_VALUE : Math.max(0, first.dueNanos - clock.nanoTime());
  }

  /** Hands over what has arrived by now, including what is sent meanwhile and arrives at once. */
  public void deliverDue() {
    while (nanosUntilNext() == 0) {
      Flight<A> flight = flights.remove();
      Receiver<A> receiver = receivers.get(flight.to);
      if (receiver != null) {
        receiver.receive(flight.from, flight.datagram);
      }
    }
  }
}
