package io.omniedge.transport.acl;

import io.omniedge.gateway.api.flow.FlowDecision;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Between the data threads, which find flows that the judge has not decided about, and the judge's
 * thread: the questions in their order, and the packets that wait for an answer.
 *
 * <p>It has a lock, because it is no part of the way of a packet whose flow is known; the lock is
 * held while a packet is copied at the longest, never while the judge is asked. Whether a flow is
 * pending changes under the lock only: so a packet is held if and only if somebody will let it go,
 * and no packet of a flow overtakes one that is held.
 */
public final class FlowQuestions {
  static final int QUESTIONS = 256;

  /** What became of a packet that is to wait. */
  public enum Waiting {
    /** A copy of it waits. */
    HELD,
    /** There is no room, for it or for the question. */
    NO_ROOM,
    /** Something was decided meanwhile: look again. */
    DECIDED
  }

  // Made when there is a judge for the first time; the guard is this.
  private FlowQuestion @Nullable [] questions;
  private @Nullable HeldPackets held;
  private int first;
  private int count;
  private Runnable asked = () -> {};

  /** Read without the lock: while nothing fits, nobody takes it to find that out. */
  private volatile boolean full = true;

  FlowQuestions() {}

  /** Makes room for questions; any thread. */
  synchronized void prepare() {
    if (questions == null) {
      FlowQuestion[] made = new FlowQuestion[QUESTIONS];
      for (int i = 0; i < QUESTIONS; i++) {
        made[i] = new FlowQuestion();
      }
      questions = made;
      held = new HeldPackets();
      full = false;
    }
  }

  /** Who is told of new questions, on the thread that asks: has to be quick. */
  public synchronized void onAsked(Runnable listener) {
    asked = listener;
  }

  // For the data threads.

  /**
   * Asks about the flow found.
   *
   * @param word its verdict, which is not pending
   * @param validates whether its packets wait for the answer if nothing was said of it yet
   * @return the verdict as it is now; as it was if there is no room or somebody else has changed it
   */
  long ask(
      FlowCursor flow,
      InnerHeader header,
      boolean sent,
      long word,
      long generation,
      boolean validates) {
    if (full) {
      return word;
    }
    Runnable tell;
    long pending = Verdict.asked(word, generation);
    synchronized (this) {
      FlowQuestion[] all = questions;
      if (all == null || count == QUESTIONS) {
        return word;
      }
      if (!flow.table().changeVerdict(flow.place(), word, pending)) {
        return flow.verdict();
      }
      FlowQuestion question = all[(first + count) % QUESTIONS];
      question.table = flow.table();
      question.place = flow.place();
      question.incarnation = flow.incarnation();
      question.word = pending;
      question.validated = validates && Verdict.said(word) == Verdict.NOTHING;
      question.read(header, sent, flow.isFromInitiator());
      count++;
      full = count == QUESTIONS;
      tell = asked;
    }
    tell.run();
    return pending;
  }

  /** Keeps a copy of a packet of the flow found until its verdict is there. */
  Waiting hold(FlowCursor flow, ByteBuffer packet, int offset, int length, boolean sent) {
    synchronized (this) {
      HeldPackets pen = held;
      long word = flow.table().verdict(flow.place());
      boolean same = ((word ^ flow.incarnation()) & FlowTable.INCARNATION_MASK) == 0;
      if (!same || Verdict.said(word) != Verdict.NOTHING) {
        return Waiting.DECIDED;
      }
      if (pen == null || !Verdict.isPending(word)) {
        return Waiting.NO_ROOM;
      }
      int at = pen.add(flow.table(), flow.place(), flow.incarnation(), length, sent);
      if (at < 0) {
        return Waiting.NO_ROOM;
      }
      packet.get(offset, pen.bytes(), at, length);
      return Waiting.HELD;
    }
  }

  // For the judge's thread.

  /** The oldest question, or null; valid until it is {@linkplain #conclude concluded}. */
  public synchronized @Nullable FlowQuestion oldest() {
    FlowQuestion[] all = questions;
    return all == null || count == 0 ? null : all[first];
  }

  /** How the packets of the flow are treated if this is the decision. */
  public static FlowOutcome outcome(FlowQuestion question, FlowDecision decision) {
    boolean isNew = Verdict.said(question.word) == Verdict.NOTHING && question.validated;
    return new FlowOutcome(
        Verdict.answered(question.word, decision, question.validated),
        isNew && decision.access() == FlowDecision.Access.UNDECIDED);
  }

  /**
   * Takes the oldest packet that waits for the answer.
   *
   * @return its length, 0 for none
   */
  public synchronized int take(FlowQuestion question, byte[] target) {
    HeldPackets pen = held;
    return pen == null ? 0 : pen.take(question, target);
  }

  /** Whether the packet taken last was on its way out. */
  public synchronized boolean takenOutbound() {
    HeldPackets pen = held;
    return pen != null && pen.takenOutbound();
  }

  /**
   * Writes the decision into the table, and the question is over; unless packets still wait for it.
   *
   * @return false if packets wait
   */
  public synchronized boolean conclude(FlowQuestion question, FlowOutcome outcome) {
    HeldPackets pen = held;
    if (pen != null && pen.holds(question)) {
      return false;
    }
    FlowTable table = question.table;
    if (table != null) {
      if (outcome.forget()) {
        table.remove(question.place, question.incarnation);
      } else {
        // Nobody but us changes a pending word, unless the place has got another flow.
        table.changeVerdict(question.place, question.word, outcome.word());
      }
    }
    question.table = null;
    first = (first + 1) % QUESTIONS;
    count--;
    full = false;
    return true;
  }

  /**
   * Nobody will answer any more: flows that nothing was said of are asked about again by their next
   * packet.
   *
   * @return how many packets had waited
   */
  public synchronized int abandon() {
    FlowQuestion[] all = questions;
    if (all == null) {
      return 0;
    }
    for (; count > 0; count--) {
      FlowQuestion question = all[first];
      FlowTable table = question.table;
      if (table != null) {
        table.changeVerdict(question.place, question.word, Verdict.unasked(question.word));
        question.table = null;
      }
      first = (first + 1) % QUESTIONS;
    }
    full = false;
    HeldPackets pen = held;
    return pen == null ? 0 : pen.clear();
  }

  /** How many packets wait. */
  public synchronized int heldPackets() {
    HeldPackets pen = held;
    return pen == null ? 0 : pen.size();
  }
}
