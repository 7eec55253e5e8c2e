package io.omniedge.transport.acl;

import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.tun.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may open flows through one tunnel: none asked for lets everything through and costs nothing,
 * else what no rule allows is refused.
 *
 * <p>Thread-safe. Rules are changed by whoever configures; the packets are checked by one {@link
 * PacketFilter} for each direction, without locks.
 */
public final class AccessControl {
  /**
   * Flows at one time: a plant with a hundred machines has some thousands. 56 bytes each, so less
   * than 2 MB, and only while there are rules.
   */
  static final int FLOWS = 1 << 15;

  private final int flows;
  private final long seed;
  private int generation;
  private volatile @Nullable InForce inForce;

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
   * @param own addresses of this gateway in the tunnel: with them refusals are answered
   */
  public synchronized void enforce(AccessRules rules, List<IpPrefix> own) {
    InForce before = inForce;
    boolean same = before != null && before.rules.rules().equals(rules.rules());
    if (!same) {
      generation = generation + 1 & FlowTable.GENERATION_BITS;
    }
    inForce =
        new InForce(
            same && before != null ? before.rules : rules,
            generation,
            before == null ? new FlowTable(flows, seed) : before.flows,
            OwnAddresses.of(own));
  }

  /** From the next packet on nothing is asked, and no flow is known any more. */
  public synchronized void lift() {
    inForce = null;
  }

  /** How many rules there are; -1 if nothing is asked. */
  public int ruleCount() {
    InForce present = inForce;
    return present == null ? -1 : present.rules.rules().size();
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

  /** For the packets that are sent to peers, one thread. */
  public PacketFilter outbound() {
    return new PacketFilter(this, seed + 2, null);
  }

  @Nullable InForce inForce() {
    return inForce;
  }

  /** What holds at one moment; seen as a whole. */
  static final class InForce {
    final AccessRules rules;
    final int generation;
    final FlowTable flows;
    final OwnAddresses own;

    InForce(AccessRules rules, int generation, FlowTable flows, OwnAddresses own) {
      this.rules = rules;
      this.generation = generation;
      this.flows = flows;
      this.own = own;
    }
  }
}
