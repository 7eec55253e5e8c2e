package io.omniedge.gateway.agent.link;

import io.omniedge.gateway.agent.home.Home;
import io.omniedge.protocol.message.Leaf;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent over the link of the moment: of states only the newest, of answers each one
 * until the broker has it, of reports what goes beside them. Never more at once than the broker
 * takes, for Paho does not push back. One thread; acknowledgements come to it through the executor.
 */
public final class Outgoing {
  private static final Logger LOG = System.getLogger(Outgoing.class.getName());

  /** Enough for a connection of 300 ms, and little to send again after its end. */
  private static final int MOST_IN_FLIGHT = 8;

  /** A state: what it is now, and what the broker has of it. */
  private static final class Slot {
    private byte[] payload = {};
    private boolean retained;
    private boolean isDue;
    private boolean isInFlight;
    private @Nullable Runnable acknowledged;
  }

  private final Outbox outbox;
  private final Executor inbox;
  private final Map<Leaf, Slot> states = new EnumMap<>(Leaf.class);
  private final Set<Outbox.Message> sent = new HashSet<>();
  private final Deque<byte[]> reports = new ArrayDeque<>();
  private @Nullable ManagerLink link;
  private int inFlight;
  private int reportsInFlight;

  /**
   * Reads what waits since the last run.
   *
   * @param inbox runs what it is given on the thread of the agent
   */
  public Outgoing(Home home, Executor inbox) throws IOException {
    this.outbox = new Outbox(home);
    this.inbox = inbox;
  }

  /** There is a link. */
  public void linked(ManagerLink connected) {
    unlinked();
    link = connected;
    pump();
  }

  /** There is none. What was not acknowledged is sent again. */
  public void unlinked() {
    link = null;
    inFlight = 0;
    reportsInFlight = 0;
    reports.clear();
    sent.clear();
    for (Slot slot : states.values()) {
      slot.isDue |= slot.isInFlight;
      slot.isInFlight = false;
    }
  }

  /** A retained state, sent unless the broker has the same already. */
  public void retain(Leaf leaf, byte[] payload) {
    Slot slot = states.computeIfAbsent(leaf, key -> new Slot());
    slot.retained = true;
    if (!Arrays.equals(slot.payload, payload)) {
      slot.payload = payload;
      slot.isDue = true;
      pump();
    }
  }

  /** The broker may have something else by now: the next state is sent though it be the same. */
  public void forget(Leaf leaf) {
    Slot slot = states.get(leaf);
    if (slot != null) {
      slot.payload = new byte[0];
      slot.isDue = false;
    }
  }

  /**
   * A question. Of several that wait only the last is asked.
   *
   * @param acknowledged the broker has it; on the agent's thread
   */
  public void ask(Leaf leaf, byte[] payload, Runnable acknowledged) {
    Slot slot = states.computeIfAbsent(leaf, key -> new Slot());
    slot.payload = payload;
    slot.acknowledged = acknowledged;
    slot.isDue = true;
    pump();
  }

  /** Forgets a question that waits, for it is asked anew with the next link. */
  public void withdraw(Leaf leaf) {
    states.remove(leaf);
  }

  /** An answer to a command; on disk when this returns. */
  public void answer(byte[] payload, String correlation) throws IOException {
    outbox.put(payload, correlation);
    pump();
  }

  /**
   * A report, if there is a link: after all states and answers, and beside half as many of them as
   * there may be, so that they have the line when they come. Forgotten at the end of the link.
   */
  public void report(byte[] payload) {
    boolean isQueued = reports.stream().anyMatch(queued -> queued == payload);
    if (link != null && !isQueued) {
      reports.add(payload);
      pump();
    }
  }

  /** Answers that were lost because too many waited. */
  public long dropped() {
    return outbox.dropped();
  }

  private void pump() {
    ManagerLink now = link;
    if (now == null) {
      return;
    }
    int most = Math.min(MOST_IN_FLIGHT, now.receiveMaximum());
    for (Map.Entry<Leaf, Slot> entry : states.entrySet()) {
      Slot slot = entry.getValue();
      if (inFlight < most && slot.isDue && !slot.isInFlight) {
        send(now, entry.getKey(), slot);
      }
    }
    for (Outbox.Message message : outbox.waiting()) {
      if (inFlight < most && !sent.contains(message)) {
        send(now, message);
      }
    }
    byte[] report = reports.peek();
    while (report != null
        && inFlight < most
        && reportsInFlight < Math.max(1, most / 2)
        && now.publish(
            Leaf.REPORT,
            report,
            false,
            Optional.empty(),
            () -> inbox.execute(() -> acknowledgedReport(now)))) {
      inFlight++;
      reportsInFlight++;
      reports.remove();
      report = reports.peek();
    }
  }

  private void acknowledgedReport(ManagerLink by) {
    if (by == link) {
      inFlight--;
      reportsInFlight--;
      pump();
    }
  }

  private void send(ManagerLink now, Leaf leaf, Slot slot) {
    Runnable acknowledged = slot.acknowledged;
    boolean taken =
        now.publish(
            leaf,
            slot.payload,
            slot.retained,
            Optional.empty(),
            () -> inbox.execute(() -> acknowledged(now, slot, acknowledged)));
    if (taken) {
      slot.isDue = false;
      slot.isInFlight = true;
      inFlight++;
    }
  }

  private void acknowledged(ManagerLink by, Slot slot, @Nullable Runnable acknowledged) {
    if (by == link) {
      inFlight--;
      slot.isInFlight = false;
      if (acknowledged != null) {
        acknowledged.run();
      }
      pump();
    }
  }

  private void send(ManagerLink now, Outbox.Message message) {
    try {
      Optional<byte[]> payload = outbox.payload(message);
      if (payload.isEmpty()) {
        outbox.remove(message);
      } else if (now.publish(
          Leaf.RESULT,
          payload.get(),
          false,
          Optional.of(message.correlation()),
          () -> inbox.execute(() -> acknowledged(now, message)))) {
        sent.add(message);
        inFlight++;
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "an answer to the manager cannot be read: {0}", e.getMessage());
    }
  }

  private void acknowledged(ManagerLink by, Outbox.Message message) {
    if (by == link) {
      inFlight--;
      sent.remove(message);
      try {
        outbox.remove(message);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "an answer to the manager stays on disk: {0}", e.getMessage());
      }
      pump();
    }
  }
}
