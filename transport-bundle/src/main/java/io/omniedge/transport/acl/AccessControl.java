package io.omniedge.transport.acl;

import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.tun.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may open flows through one tunnel: neither rules nor a judge let everything through and cost
 * nothing; what no rule allows is refused; what the rules allow, or everything if there are none, a
 * judge may narrow.
 *
 * <p>Thread-safe. Rules are changed by whoever configures; the packets are checked by one {@link
 * PacketFilter} for each direction, without locks. The judge is never called on their threads: what
 * it says stands in the table of flows, and {@link #questions()} is what it is asked.
 */
public final class AccessControl {
  /**
   * Flows at one time: a plant with a hundred machines has some thousands. 64 bytes each, so 2 MB,
   * and only while there are rules or a judge.
   */
  static final int FLOWS = 1 << 15;

  private final int flows;
  private final long seed;
  private final FlowQuestions questions = new FlowQuestions();
  private volatile @Nullable InForce inForce;
  private volatile @Nullable FlowJudge judge;

  // What is wanted; guarded by this.
  private @Nullable AccessRules rules;
  private OwnAddresses own = OwnAddresses.of(List.of());
  private int generation;
  private int judgeGeneration;
  private long judgesOwnGeneration;
  private boolean validates;
  private Runnable judgeChanged = () -> {};

  /**
   * Without rules: nothing is asked.
   *
   * @param seed of the tables, secret: whoever knows it can choose flows that push out others
   */
  public AccessControl(long seed) {
    this(seed, FLOWS);
  }

  AccessControl(long seed, int flows) {
    this.seed = seed;
    this.flows = flows;
  }

  /**
   * From the next packet on these rules are in force. Flows that they allow too go on, all others
   * end.
   *
   * @param ownAddresses of this gateway in the tunnel: with them refusals are answered
   */
  public synchronized void enforce(AccessRules wanted, List<IpPrefix> ownAddresses) {
    AccessRules before = rules;
    own = OwnAddresses.of(ownAddresses);
    if (before == null || !before.rules().equals(wanted.rules())) {
      rules = wanted;
      nextGeneration();
    }
    publish();
  }

  /** From the next packet on no rule is asked. */
  public void lift() {
    lift(List.of());
  }

  /**
   * The same.
   *
   * @param ownAddresses of this gateway in the tunnel: with them a judge's refusals are answered
   */
  public synchronized void lift(List<IpPrefix> ownAddresses) {
    own = OwnAddresses.of(ownAddresses);
    if (rules != null) {
      rules = null;
      nextGeneration();
    }
    publish();
  }

  /** From the next packet on this one is asked about what the rules allow; null for nobody. */
  public void judge(@Nullable FlowJudge next) {
    boolean asksFirst = next != null && next.validates();
    long itsGeneration = next == null ? 0 : next.generation();
    Runnable tell;
    synchronized (this) {
      if (next != null) {
        questions.prepare();
      }
      judge = next;
      validates = asksFirst;
      judgesOwnGeneration = itsGeneration;
      nextJudgeGeneration();
      publish();
      tell = judgeChanged;
    }
    tell.run();
  }

  /** Looks whether the judge wants flows to be asked about again, or wants them to wait. */
  public void lookAtJudge() {
    FlowJudge present = judge;
    if (present == null) {
      return;
    }
    boolean asksFirst = present.validates();
    long itsGeneration = present.generation();
    synchronized (this) {
      boolean same = asksFirst == validates && itsGeneration == judgesOwnGeneration;
      if (same || !present.equals(judge)) {
        return;
      }
      validates = asksFirst;
      if (itsGeneration != judgesOwnGeneration) {
        judgesOwnGeneration = itsGeneration;
        nextJudgeGeneration();
      }
      publish();
    }
  }

  /** Who is asked; null for nobody. */
  public @Nullable FlowJudge judge() {
    return judge;
  }

  /** Who is told of another judge, on the thread that brings it: has to be quick. */
  public synchronized void onJudge(Runnable listener) {
    judgeChanged = listener;
  }

  /** What the judge is to be asked. */
  public FlowQuestions questions() {
    return questions;
  }

  private void nextGeneration() {
    generation = generation + 1 & FlowTable.GENERATION_BITS;
  }

  /** 0 means that no judge was ever asked. */
  private void nextJudgeGeneration() {
    judgeGeneration = Math.max(1, judgeGeneration + 1 & FlowTable.GENERATION_BITS);
  }

  private void publish() {
    if (rules == null && judge == null) {
      inForce = null;
      return;
    }
    InForce before = inForce;
    inForce =
        new InForce(
            rules,
            generation,
            before == null ? new FlowTable(flows, seed) : before.flows,
            own,
            judge == null ? InForce.NO_JUDGE : Verdict.generation(judgeGeneration),
            validates);
  }

  /** How many rules there are; -1 if nothing is asked. */
  public int ruleCount() {
    InForce present = inForce;
    AccessRules asked = present == null ? null : present.rules;
    return asked == null ? -1 : asked.rules().size();
  }

  /** How many flows are remembered, expired ones included; takes some microseconds. */
  public int flowCount() {
    InForce present = inForce;
    return present == null ? 0 : present.flows.size();
  }

  /**
   * For the packets that peers send, one thread.
   *
   * @param owners which peer an address belongs to
   */
  public PacketFilter inbound(AllowedIps<?> owners) {
    return new PacketFilter(this, seed + 1, owners);
  }

  /** Answers to packets that the judge refused while they waited; one thread. */
  public RefusalAnswers answers() {
    return new RefusalAnswers(this);
  }

  /** For the packets that are sent to peers, one thread. */
  public PacketFilter outbound() {
    return new PacketFilter(this, seed + 2, null);
  }

  @Nullable InForce inForce() {
    return inForce;
  }

  /** What holds at one moment; seen as a whole. */
  static final class InForce {
    /** No generation of a judge, which have other bits. */
    static final long NO_JUDGE = -1;

    final @Nullable AccessRules rules;
    final int generation;
    final FlowTable flows;
    final OwnAddresses own;

    /** Where a {@link Verdict} has it. */
    final long judgeGeneration;

    /** Whether the packets of a new flow wait for the judge. */
    final boolean validates;

    InForce(
        @Nullable AccessRules rules,
        int generation,
        FlowTable flows,
        OwnAddresses own,
        long judgeGeneration,
        boolean validates) {
      this.rules = rules;
      this.generation = generation;
      this.flows = flows;
      this.own = own;
      this.judgeGeneration = judgeGeneration;
      this.validates = validates;
    }

    boolean hasJudge() {
      return judgeGeneration != NO_JUDGE;
    }

    /** See {@link AccessRules#allow}. */
    boolean allow(InnerHeader header, boolean reversed) {
      AccessRules asked = rules;
      return asked == null || asked.allow(header, reversed);
    }
  }
}
