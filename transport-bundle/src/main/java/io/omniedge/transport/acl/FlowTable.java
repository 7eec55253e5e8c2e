package io.omniedge.transport.acl;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The flows that were let in: a fixed number of places, in buckets of {@value #WAYS}, without locks
 * and without an object per flow. {@link FlowCursor} is how a thread uses it.
 *
 * <p>Each place has one word that says all but which flow it is, and is changed by compare-and-set
 * only, {@value #KEY_WORDS} words for that, and one for what a {@linkplain Verdict judge} said of
 * it:
 *
 * <pre>
 *   63        42 41        20 19     8 7  6   5     4     3        2           1    0
 *   incarnation | generation | tag    | | rst fin-b fin-a answered initiator-b used locked
 * </pre>
 *
 * <p>Who fills a place locks it first and gives it another incarnation, so that a reader who was in
 * the middle of the other words sees it when he looks at the first one again, and anybody who wants
 * to mark the flow that was there before fails. A locked place is passed over, never waited for.
 * The generation is that of the rules which allowed the flow last.
 */
final class FlowTable {
  static final int WAYS = 8;

  static final long LOCKED = 1;
  static final long USED = 1 << 1;
  static final long INITIATOR_B = 1 << 2;
  static final long ANSWERED = 1 << 3;
  static final long FIN_A = 1 << 4;
  static final long FIN_B = 1 << 5;
  static final long RST = 1 << 6;
  static final long PROGRESS = ANSWERED | FIN_A | FIN_B | RST;

  static final int TAG_SHIFT = 8;
  static final long TAG_MASK = 0xfffL << TAG_SHIFT;
  static final int GENERATION_SHIFT = 20;

  /** Rules would have to change four million times while a flow is silent. */
  static final int GENERATION_BITS = 0x3f_ffff;

  static final long GENERATION_MASK = (long) GENERATION_BITS << GENERATION_SHIFT;
  static final long INCARNATION = 1L << 42;
  static final long INCARNATION_MASK = -INCARNATION;

  /** Address a, address b, what the ports are, and when the last packet came. */
  static final int KEY_WORDS = 6;

  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final int buckets;
  private final long seed;
  private final long[] controls;
  private final long[] keys;
  private final long[] verdicts;

  /**
   * Empty.
   *
   * @param flows how many it can hold, a power of two and at least {@value #WAYS}
   * @param seed secret, so that nobody can choose ports that fall into one bucket
   */
  FlowTable(int flows, long seed) {
    if (flows < WAYS || Integer.bitCount(flows) != 1) {
      throw new IllegalArgumentException(flows + " flows are no power of two from " + WAYS + " on");
    }
    this.buckets = flows / WAYS;
    this.seed = seed;
    this.controls = new long[flows];
    this.keys = new long[flows * KEY_WORDS];
    this.verdicts = new long[flows];
  }

  /** The first place of the bucket for a hash. */
  int bucket(long hash) {
    return (int) (hash >>> 40 & buckets - 1) * WAYS;
  }

  static long tag(long hash) {
    return (hash & 0xfff) << TAG_SHIFT;
  }

  long hash(long aHigh, long aLow, long bHigh, long bLow, long ports) {
    long h = mix(seed ^ aLow, 0x9e37_79b9_7f4a_7c15L);
    h = mix(h ^ aHigh, 0xbf58_476d_1ce4_e5b9L);
    h = mix(h ^ bLow, 0x94d0_49bb_1331_11ebL);
    h = mix(h ^ bHigh, 0xd6e8_feb8_6659_fd93L);
    return mix(h ^ ports, 0xff51_afd7_ed55_8ccdL);
  }

  private static long mix(long value, long odd) {
    long product = value * odd;
    return product ^ product >>> 32;
  }

  long control(int place) {
    return (long) WORD.getAcquire(controls, place);
  }

  boolean change(int place, long from, long to) {
    return WORD.compareAndSet(controls, place, from, to);
  }

  long key(int place, int word) {
    return (long) WORD.getOpaque(keys, place * KEY_WORDS + word);
  }

  void setKey(int place, int word, long value) {
    WORD.setOpaque(keys, place * KEY_WORDS + word, value);
  }

  /** What a judge said of the flow, see {@link Verdict}. */
  long verdict(int place) {
    return (long) WORD.getAcquire(verdicts, place);
  }

  boolean changeVerdict(int place, long from, long to) {
    return WORD.compareAndSet(verdicts, place, from, to);
  }

  /** Of a place that this thread has locked. */
  void setVerdict(int place, long verdict) {
    WORD.setVolatile(verdicts, place, verdict);
  }

  /** Forgets the flow that this place had in this incarnation, if it has it still. */
  void remove(int place, long incarnation) {
    long from = control(place);
    while ((from & INCARNATION_MASK) == incarnation && (from & (USED | LOCKED)) == USED) {
      if (change(place, from, incarnation + INCARNATION)) {
        return;
      }
      from = control(place);
    }
  }

  /** The word of a place that this thread has locked: the rest of it is written. */
  void publish(int place, long control) {
    WORD.setRelease(controls, place, control);
  }

  /** Places in use, expired ones included; walks the whole table. */
  int size() {
    int used = 0;
    for (int place = 0; place < controls.length; place++) {
      if ((control(place) & USED) != 0) {
        used++;
      }
    }
    return used;
  }
}
