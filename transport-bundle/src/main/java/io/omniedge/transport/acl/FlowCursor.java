package io.omniedge.transport.acl;

import java.lang.invoke.VarHandle;

/**
 * One thread's hand in the {@link FlowTable}: seeks the flow of a packet, and does what the thread
 * decides about it. Allocates nothing, waits for nobody.
 *
 * <p>Use: {@link #seek}, then {@link #find}; after a true result the questions and {@link
 * #carried}, {@link #permit} and {@link #remove}, after a false one {@link #insert}. What another
 * thread has changed meanwhile makes a change here fail, and then the flow is looked at again with
 * the next packet; nothing is ever let in by that.
 */
final class FlowCursor {
  private static final int A_HIGH = 0;
  private static final int A_LOW = 1;
  private static final int B_HIGH = 2;
  private static final int B_LOW = 3;
  private static final int PORTS = 4;
  private static final int LAST_SEEN = 5;

  private static final long CLAIM_MASK = FlowTable.LOCKED | FlowTable.USED | FlowTable.TAG_MASK;
  private static final long IDENTITY_MASK =
      FlowTable.LOCKED | FlowTable.USED | FlowTable.INCARNATION_MASK;

  /** Another thread may take the place we had chosen; then we choose once more. */
  private static final int ATTEMPTS = 3;

  private final FlowTable table;

  // The flow sought: its two ends in one order for both directions.
  private long aHigh;
  private long aLow;
  private long bHigh;
  private long bLow;
  private long ports;
  private long hash;

  /** The packet comes from end b. */
  private boolean fromB;

  // The flow found.
  private int place;
  private long control;

  FlowCursor(FlowTable table) {
    this.table = table;
  }

  /** Sets the flow that a packet belongs to, if there is one. */
  void seek(InnerHeader header) {
    fromB = isAfter(header);
    int portA;
    int portB;
    if (fromB) {
      aHigh = header.destinationHigh;
      aLow = header.destinationLow;
      bHigh = header.sourceHigh;
      bLow = header.sourceLow;
      portA = header.destinationPort;
      portB = header.sourcePort;
    } else {
      aHigh = header.sourceHigh;
      aLow = header.sourceLow;
      bHigh = header.destinationHigh;
      bLow = header.destinationLow;
      portA = header.sourcePort;
      portB = header.destinationPort;
    }
    ports = (long) portA << 32 | (long) portB << 16 | header.protocol << 1 | (header.v4 ? 1 : 0);
    hash = table.hash(aHigh, aLow, bHigh, bLow, ports);
  }

  private static boolean isAfter(InnerHeader header) {
    if (header.sourceLow != header.destinationLow) {
      return header.sourceLow > header.destinationLow;
    }
    if (header.sourceHigh != header.destinationHigh) {
      return header.sourceHigh > header.destinationHigh;
    }
    return header.sourcePort > header.destinationPort;
  }

  /** Whether the flow is known and was not silent for too long. */
  boolean find(long nowNanos) {
    int bucket = table.bucket(hash);
    long wanted = FlowTable.USED | FlowTable.tag(hash);
    for (int way = bucket; way < bucket + FlowTable.WAYS; way++) {
      long before = table.control(way);
      if ((before & CLAIM_MASK) == wanted && holds(way)) {
        long idle = nowNanos - table.key(way, LAST_SEEN);
        // The words belong together if the place is still what it was before they were read.
        VarHandle.acquireFence();
        long after = table.control(way);
        if (((after ^ before) & IDENTITY_MASK) == 0 && idle < idleLimit(after, ports)) {
          place = way;
          control = after;
          return true;
        }
      }
    }
    return false;
  }

  private boolean holds(int way) {
    return table.key(way, PORTS) == ports
        && table.key(way, A_LOW) == aLow
        && table.key(way, B_LOW) == bLow
        && table.key(way, A_HIGH) == aHigh
        && table.key(way, B_HIGH) == bHigh;
  }

  /** Whether the packet goes the way of the first one of the flow. */
  boolean isFromInitiator() {
    return fromB == ((control & FlowTable.INITIATOR_B) != 0);
  }

  /** Whether rules of this generation have allowed the flow. */
  boolean isPermittedBy(int generation) {
    return (control & FlowTable.GENERATION_MASK) == word(generation);
  }

  FlowTable table() {
    return table;
  }

  int place() {
    return place;
  }

  /** Of the flow found, in its place of the word. */
  long incarnation() {
    return control & FlowTable.INCARNATION_MASK;
  }

  /** What the judge said of the flow found; not of another one that took its place meanwhile. */
  long verdict() {
    long word = table.verdict(place);
    return ((word ^ control) & FlowTable.INCARNATION_MASK) == 0 ? word : incarnation();
  }

  /** Rules of this generation allow the flow too. */
  void permit(int generation) {
    change(FlowTable.GENERATION_MASK, word(generation));
  }

  private static long word(int generation) {
    return ((long) generation << FlowTable.GENERATION_SHIFT) & FlowTable.GENERATION_MASK;
  }

  /** A packet of the flow passes. */
  void carried(InnerHeader header, long nowNanos) {
    if (nowNanos - table.key(place, LAST_SEEN) >= IdleLimits.RESOLUTION) {
      // If the place has got another flow meanwhile, that one lives a moment longer.
      table.setKey(place, LAST_SEEN, nowNanos);
    }
    long progress = 0;
    if (!isFromInitiator()) {
      progress = FlowTable.ANSWERED;
    } else if (header.opening
        && (control & (FlowTable.RST | FlowTable.FIN_A | FlowTable.FIN_B)) != 0) {
      // The same ports for a new connection.
      change(FlowTable.PROGRESS, 0);
      return;
    }
    if ((header.tcpFlags & (InnerHeader.FIN | InnerHeader.RST)) != 0) {
      if ((header.tcpFlags & InnerHeader.FIN) != 0) {
        progress |= fromB ? FlowTable.FIN_B : FlowTable.FIN_A;
      }
      if ((header.tcpFlags & InnerHeader.RST) != 0) {
        progress |= FlowTable.RST;
      }
    }
    if ((control & progress) != progress) {
      change(progress, progress);
    }
  }

  /** Forgets the flow found. */
  void remove() {
    table.remove(place, incarnation());
  }

  /** Sets bits of the word of the flow found, unless the place has got another flow. */
  private void change(long mask, long bits) {
    long from = control;
    long to = (from & ~mask) | bits;
    while (!table.change(place, from, to)) {
      from = table.control(place);
      if (((from ^ control) & IDENTITY_MASK) != 0) {
        return;
      }
      to = (from & ~mask) | bits;
    }
    control = to;
  }

  /**
   * Remembers the flow sought, opened by this packet; it counts as found then.
   *
   * @param said what holds until a judge is asked, see {@link Verdict}
   * @return false if there is no place for it: all are taken by flows that are alive
   */
  boolean insert(int generation, long said, long nowNanos) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int victim = victim(nowNanos);
      if (victim < 0) {
        return false;
      }
      long before = table.control(victim);
      long incarnation = (before & FlowTable.INCARNATION_MASK) + FlowTable.INCARNATION;
      if ((before & FlowTable.LOCKED) == 0
          && table.change(victim, before, incarnation | FlowTable.LOCKED)) {
        // The lock is seen before any of what follows.
        VarHandle.releaseFence();
        table.setKey(victim, A_HIGH, aHigh);
        table.setKey(victim, A_LOW, aLow);
        table.setKey(victim, B_HIGH, bHigh);
        table.setKey(victim, B_LOW, bLow);
        table.setKey(victim, PORTS, ports);
        table.setKey(victim, LAST_SEEN, nowNanos);
        table.setVerdict(victim, incarnation | said);
        place = victim;
        control =
            incarnation
                | word(generation)
                | FlowTable.tag(hash)
                | (fromB ? FlowTable.INITIATOR_B : 0)
                | FlowTable.USED;
        table.publish(victim, control);
        return true;
      }
    }
    return false;
  }

  /**
   * The place to take: a free or expired one; else of a flow that is closed, then of one that
   * nobody answered, then of one that is silent for long; of those, the one silent for longest. -1
   * if there is none.
   */
  private int victim(long nowNanos) {
    int bucket = table.bucket(hash);
    int best = -1;
    int bestRank = 0;
    long bestIdle = 0;
    for (int way = bucket; way < bucket + FlowTable.WAYS; way++) {
      long word = table.control(way);
      if ((word & FlowTable.LOCKED) != 0) {
        continue;
      }
      if ((word & FlowTable.USED) == 0) {
        return way;
      }
      long idle = nowNanos - table.key(way, LAST_SEEN);
      int rank = rank(word, idle, table.key(way, PORTS));
      if (rank > bestRank || (rank == bestRank && rank > 0 && idle > bestIdle)) {
        best = way;
        bestRank = rank;
        bestIdle = idle;
      }
    }
    return best;
  }

  private static int rank(long word, long idle, long flowPorts) {
    if (idle >= idleLimit(word, flowPorts)) {
      return 4;
    }
    if (isClosed(word)) {
      return 3;
    }
    if ((word & FlowTable.ANSWERED) == 0) {
      return 2;
    }
    return idle >= IdleLimits.UNDER_PRESSURE ? 1 : 0;
  }

  private static boolean isClosed(long word) {
    long both = FlowTable.FIN_A | FlowTable.FIN_B;
    return (word & FlowTable.RST) != 0 || (word & both) == both;
  }

  private static long idleLimit(long word, long flowPorts) {
    return switch ((int) (flowPorts >>> 1 & 0xff)) {
      case InnerHeader.TCP ->
          (word & FlowTable.PROGRESS) == FlowTable.ANSWERED
              ? IdleLimits.TCP_ESTABLISHED
              : IdleLimits.TCP_TRANSITORY;
      case InnerHeader.ICMP, InnerHeader.ICMPV6 -> IdleLimits.ICMP_QUERY;
      default -> IdleLimits.UDP;
    };
  }
}
