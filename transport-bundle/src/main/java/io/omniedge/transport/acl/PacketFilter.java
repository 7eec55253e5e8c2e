package io.omniedge.transport.acl;

import io.omniedge.transport.acl.AccessControl.InForce;
import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.session.Drop;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the packets of one direction: one passes if it belongs to a flow that was let in, or if a
 * rule allows it as the first of a flow, which is remembered then. One thread; allocates nothing
 * but its tables, when there are rules for the first time.
 *
 * <p>A source address means a peer: WireGuard has proven before that the peer who sealed a packet
 * owns its source address.
 *
 * <p>What only the one who opened a flow sends (a bare SYN, an echo request) is asked about anew if
 * it comes from the other end: nobody may call back because he was called.
 */
public final class PacketFilter {
  /** The longest answer. */
  public static final int MAX_ANSWER_BYTES = ProhibitedAnswer.MAX_BYTES;

  private final AccessControl access;
  private final long seed;

  /** Null on the way out. */
  private final @Nullable AllowedIps<?> owners;

  private final InnerHeader header = new InnerHeader();
  private final InnerHeader quoted = new InnerHeader();
  private final RefusalAnswers answers;
  private @Nullable FlowTable flows;
  private @Nullable FlowCursor cursor;
  private @Nullable FragmentTable fragments;

  /** The last packet was refused, and its sender may be told. */
  private boolean answerable;

  /** A fragment other than the first. */
  private boolean later;

  private int marking;

  PacketFilter(AccessControl access, long seed, @Nullable AllowedIps<?> owners) {
    this.access = access;
    this.answers = new RefusalAnswers(access);
    this.seed = seed;
    this.owners = owners;
  }

  /**
   * Checks the IP packet, or superpacket, at {@code bytes[offset .. +length)}.
   *
   * @return why it must not pass, for the caller to count; null if it may
   */
  public @Nullable Drop check(ByteBuffer bytes, int offset, int length, long nowNanos) {
    InForce present = access.inForce();
    marking = Marking.NONE;
    return present == null ? null : check(present, bytes, offset, length, nowNanos);
  }

  private @Nullable Drop check(
      InForce present, ByteBuffer bytes, int offset, int length, long nowNanos) {
    answerable = false;
    Drop unreadable = header.read(bytes, offset, length);
    if (unreadable != null) {
      return unreadable;
    }
    FlowCursor flow = cursor(present);
    if (header.kind == InnerHeader.Kind.ERROR) {
      return checkError(present, flow, bytes, nowNanos);
    }
    later = header.kind == InnerHeader.Kind.LATER_FRAGMENT;
    if (later && !fragments().adopt(header, nowNanos)) {
      return Drop.ACL_FRAGMENT_REFUSED;
    }
    return decide(present, flow, nowNanos);
  }

  private @Nullable Drop decide(InForce present, FlowCursor flow, long nowNanos) {
    Drop refusal =
        header.kind == InnerHeader.Kind.FLOW
            ? checkFlow(present, flow, nowNanos)
            : present.allow(header, false) ? null : Drop.ACL_REFUSED;
    // The later ones may wait too: they are asked about by themselves.
    if (header.firstFragment && (refusal == null || refusal == Drop.POLICY_NO_ROOM)) {
      fragments().passed(header, nowNanos);
    }
    answerable = !later && (refusal == Drop.ACL_REFUSED || refusal == Drop.POLICY_REFUSED);
    return refusal;
  }

  /**
   * Looks again at the packet checked last, which was not held because something was decided.
   *
   * @return as {@link #check} does
   */
  public @Nullable Drop checkAgain(long nowNanos) {
    InForce present = access.inForce();
    marking = Marking.NONE;
    return present == null ? null : decide(present, cursor(present), nowNanos);
  }

  /**
   * Lets the packet wait for which {@link #check} has just said {@link Drop#POLICY_NO_ROOM}: that
   * is what it is dropped for unless it is held.
   *
   * @param offset where it is, or a segment of it
   */
  public FlowQuestions.Waiting hold(ByteBuffer bytes, int offset, int length) {
    FlowCursor flow = cursor;
    return flow == null
        ? FlowQuestions.Waiting.NO_ROOM
        : access.questions().hold(flow, bytes, offset, length, owners == null);
  }

  /** How the packet is sent that has just passed, see {@link Marking}. */
  public int marking() {
    return marking;
  }

  private @Nullable Drop checkFlow(InForce present, FlowCursor flow, long nowNanos) {
    flow.seek(header);
    if (flow.find(nowNanos)) {
      boolean fromInitiator = flow.isFromInitiator();
      boolean wrongWay = fromInitiator ? header.answering : header.opening;
      if (!wrongWay) {
        if (flow.isPermittedBy(present.generation) || permitAnew(present, flow, !fromInitiator)) {
          Drop refusal = judge(present, flow);
          if (refusal == null) {
            flow.carried(header, nowNanos);
          }
          return refusal;
        }
      } else if (fromInitiator || !present.allow(header, false)) {
        return Drop.ACL_REFUSED;
      } else {
        // Called back, and allowed to: from now on it is the other one's flow.
        flow.remove();
      }
    }
    if (header.answering || !present.allow(header, false)) {
      return Drop.ACL_REFUSED;
    }
    long said = present.hasJudge() ? Verdict.NOTHING : Verdict.ALLOWED;
    if (!flow.insert(present.generation, said, nowNanos)) {
      return Drop.ACL_TABLE_FULL;
    }
    return judge(present, flow);
  }

  /** What the judge said of a flow that the rules allow; asks it if it was not asked yet. */
  private @Nullable Drop judge(InForce present, FlowCursor flow) {
    if (!present.hasJudge()) {
      return null;
    }
    long word = flow.verdict();
    if (!Verdict.isOf(word, present.judgeGeneration) && !Verdict.isPending(word)) {
      word =
          access
              .questions()
              .ask(flow, header, owners == null, word, present.judgeGeneration, present.validates);
    }
    if (Verdict.said(word) == Verdict.NOTHING) {
      return present.validates ? Drop.POLICY_NO_ROOM : null;
    }
    marking = Verdict.marking(word);
    return Verdict.refusal(word);
  }

  /** The rules have changed since the flow's last packet: asks about its first one again. */
  private boolean permitAnew(InForce present, FlowCursor flow, boolean reversed) {
    if (present.allow(header, reversed)) {
      flow.permit(present.generation);
      return true;
    }
    flow.remove();
    return false;
  }

  /**
   * An ICMP error passes if it goes to the sender of a packet of a known flow, and comes from where
   * that packet went: so path MTU discovery works, and no peer breaks the flows of another.
   */
  private @Nullable Drop checkError(
      InForce present, FlowCursor flow, ByteBuffer bytes, long nowNanos) {
    int from = header.quoted;
    if (quoted.readQuoted(bytes, from, header.end - from) != null
        || quoted.kind != InnerHeader.Kind.FLOW
        || !header.isSentTo(quoted)
        || !comesFromDestination()) {
      return Drop.ACL_ICMP_ERROR_UNSOLICITED;
    }
    flow.seek(quoted);
    boolean known =
        flow.find(nowNanos)
            && (flow.isPermittedBy(present.generation)
                || present.allow(quoted, !flow.isFromInitiator()))
            && (!present.hasJudge() || Verdict.refusal(flow.verdict()) == null);
    return known ? null : Drop.ACL_ICMP_ERROR_UNSOLICITED;
  }

  private boolean comesFromDestination() {
    AllowedIps<?> peers = owners;
    return peers == null || header.ownerOfSource(peers) == quoted.ownerOfDestination(peers);
  }

  /**
   * Writes the answer to the packet just refused, if its sender may be told and was not told too
   * often: ICMP "communication administratively prohibited", from this gateway.
   *
   * @param packet where the refused packet is, and how long
   * @param answer where the answer is to be, {@value #MAX_ANSWER_BYTES} bytes of room
   * @return its length; 0 for none
   */
  public int answerFromHere(
      NativeBuffer packet, int offset, int length, NativeBuffer answer, int at, long nowNanos) {
    return answerable ? answers.fromHere(header, packet, offset, length, answer, at, nowNanos) : 0;
  }

  /**
   * The same from the destination of the refused packet: Linux takes no packet from a device whose
   * source is an address of its own.
   */
  public int answerFromDestination(
      NativeBuffer packet, int offset, int length, NativeBuffer answer, int at, long nowNanos) {
    return answerable
        ? answers.fromDestination(header, packet, offset, length, answer, at, nowNanos)
        : 0;
  }

  private FlowCursor cursor(InForce present) {
    FlowCursor known = cursor;
    if (known == null || flows != present.flows) {
      known = new FlowCursor(present.flows);
      cursor = known;
      flows = present.flows;
    }
    return known;
  }

  private FragmentTable fragments() {
    FragmentTable known = fragments;
    if (known == null) {
      known = new FragmentTable(seed);
      fragments = known;
    }
    return known;
  }
}
