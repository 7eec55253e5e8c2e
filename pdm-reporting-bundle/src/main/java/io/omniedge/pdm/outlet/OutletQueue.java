package io.omniedge.pdm.outlet;

import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.PriorityClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits to leave. When it is full, room is made by those that matter no more than the new one:
 * of P4 the oldest goes, of P3 each second one, of P2 the one for which a newer one stands and then
 * the oldest. P0 and P1 may go over the limit, up to {@value #VITAL_FACTOR} times it: even an alarm
 * must not take the gateway down. Any thread.
 */
final class OutletQueue {
  static final int VITAL_FACTOR = 4;

  private final Map<PriorityClass, ArrayDeque<Message>> queues = new EnumMap<>(PriorityClass.class);
  private long mostBytes;
  private long bytes;

  OutletQueue(long mostBytes) {
    this.mostBytes = mostBytes;
    for (PriorityClass each : PriorityClass.values()) {
      queues.put(each, new ArrayDeque<>());
    }
  }

  synchronized void resize(long most) {
    mostBytes = most;
  }

  private ArrayDeque<Message> queue(PriorityClass priority) {
    ArrayDeque<Message> queue = queues.get(priority);
    if (queue == null) {
      throw new AssertionError("each class has a queue");
    }
    return queue;
  }

  /** Adds it, or drops it or others. */
  void offer(Message message) {
    List<Dropped> dropped = new ArrayList<>();
    synchronized (this) {
      makeRoom(message, dropped);
      boolean fits =
          bytes + message.bytes()
              <= (message.priority().isVital() ? VITAL_FACTOR * mostBytes : mostBytes);
      if (fits) {
        queue(message.priority()).add(message);
        bytes += message.bytes();
      } else {
        dropped.add(new Dropped(message, DropReason.OVERFLOW));
      }
    }
    dropped.forEach(each -> each.message.dropped(each.why));
  }

  private record Dropped(Message message, DropReason why) {}

  private void makeRoom(Message message, List<Dropped> dropped) {
    long wanted = mostBytes - message.bytes();
    if (bytes <= wanted) {
      return;
    }
    if (message.priority() == PriorityClass.P2) {
      remove(queue(PriorityClass.P2), message::isLike, wanted, DropReason.SUPERSEDED, dropped);
    }
    remove(queue(PriorityClass.P4), any -> true, wanted, DropReason.OVERFLOW, dropped);
    if (message.priority().compareTo(PriorityClass.P3) <= 0) {
      while (bytes > wanted && !queue(PriorityClass.P3).isEmpty()) {
        boolean[] second = {false};
        remove(
            queue(PriorityClass.P3),
            any -> second[0] = !second[0],
            wanted,
            DropReason.OVERFLOW,
            dropped);
      }
    }
    if (message.priority().compareTo(PriorityClass.P2) <= 0) {
      remove(queue(PriorityClass.P2), any -> true, wanted, DropReason.OVERFLOW, dropped);
    }
  }

  /** From the oldest on, until there is room. */
  private void remove(
      ArrayDeque<Message> queue,
      Predicate<Message> which,
      long wanted,
      DropReason why,
      List<Dropped> dropped) {
    for (Iterator<Message> all = queue.iterator(); bytes > wanted && all.hasNext(); ) {
      Message each = all.next();
      if (which.test(each)) {
        all.remove();
        bytes -= each.bytes();
        dropped.add(new Dropped(each, why));
      }
    }
  }

  /** Takes the oldest of the highest class that may go; null if there is none. */
  synchronized @Nullable Message poll(Predicate<PriorityClass> mayGo) {
    for (PriorityClass each : PriorityClass.values()) {
      ArrayDeque<Message> queue = queue(each);
      if (!queue.isEmpty() && mayGo.test(each)) {
        Message message = queue.remove();
        bytes -= message.bytes();
        return message;
      }
    }
    return null;
  }

  /** Drops all that waits. */
  void drop(DropReason why) {
    for (Message message = poll(any -> true); message != null; message = poll(any -> true)) {
      message.dropped(why);
    }
  }

  synchronized long bytes() {
    return bytes;
  }

  synchronized int messages() {
    return queues.values().stream().mapToInt(ArrayDeque::size).sum();
  }
}
