package io.omniedge.transport.acl;

/**
 * The datagrams whose first fragment passed, so that the others can follow: they have no ports of
 * their own. Those that come before it do not pass.
 *
 * <p>A fragment that would overwrite the first one does not pass either: the ports that were looked
 * at are those that arrive [RFC 1858, RFC 3128, RFC 5722]. Overlaps further behind are the business
 * of who puts the datagram together. One thread; allocates nothing.
 */
final class FragmentTable {
  /** Datagrams on their way at one time; more than that push out the oldest of their bucket. */
  static final int DATAGRAMS = 512;

  private static final int WAYS = 4;
  private static final int WORDS = 7;
  private static final int SOURCE_HIGH = 0;
  private static final int SOURCE_LOW = 1;
  private static final int DESTINATION_HIGH = 2;
  private static final int DESTINATION_LOW = 3;

  /** Identification, protocol if IPv4, version; never 0. */
  private static final int IDENTITY = 4;

  /** Where the first fragment ends, and protocol, ports and kind that it had. */
  private static final int FIRST = 5;

  private static final int SEEN = 6;

  private final long[] words = new long[DATAGRAMS * WORDS];
  private final long seed;

  /**
   * Empty.
   *
   * @param seed secret, so that nobody can choose identifications that fall into one bucket
   */
  FragmentTable(long seed) {
    this.seed = seed;
  }

  /** The first fragment of a datagram passes. */
  void passed(InnerHeader header, long nowNanos) {
    long identity = identity(header);
    int at = find(header, identity, nowNanos);
    int end = header.fragmentEnd;
    if (at >= 0) {
      // The same once more: the longer one covers more of what must not be overwritten.
      end = Math.max(end, end(words[at + FIRST]));
    } else {
      at = oldest(header, identity, nowNanos);
    }
    words[at + SOURCE_HIGH] = header.sourceHigh;
    words[at + SOURCE_LOW] = header.sourceLow;
    words[at + DESTINATION_HIGH] = header.destinationHigh;
    words[at + DESTINATION_LOW] = header.destinationLow;
    words[at + IDENTITY] = identity;
    words[at + FIRST] =
        (long) end << 48
            | (long) header.protocol << 40
            | (header.kind == InnerHeader.Kind.SINGLE ? 1L << 32 : 0)
            | (long) header.sourcePort << 16
            | header.destinationPort;
    words[at + SEEN] = nowNanos;
  }

  /**
   * Gives a later fragment the ports of its datagram.
   *
   * @return false if the first fragment did not pass, or would be overwritten
   */
  boolean adopt(InnerHeader header, long nowNanos) {
    int at = find(header, identity(header), nowNanos);
    if (at < 0 || header.fragmentStart < end(words[at + FIRST])) {
      return false;
    }
    long first = words[at + FIRST];
    header.adopt(
        (int) (first >>> 40) & 0xff,
        (int) (first >>> 16) & 0xffff,
        (int) first & 0xffff,
        (first >>> 32 & 1) != 0 ? InnerHeader.Kind.SINGLE : InnerHeader.Kind.FLOW);
    return true;
  }

  private static int end(long first) {
    return (int) (first >>> 48);
  }

  /** IPv6 does not tell datagrams apart by protocol [RFC 8200 §4.5]. */
  private static long identity(InnerHeader header) {
    long id = (header.fragmentId & 0xffff_ffffL) << 16;
    return header.v4 ? id | header.protocol << 2 | 1 : id | 2;
  }

  private int find(InnerHeader header, long identity, long nowNanos) {
    int bucket = bucket(header, identity);
    for (int at = bucket; at < bucket + WAYS * WORDS; at += WORDS) {
      if (words[at + IDENTITY] == identity
          && words[at + SOURCE_LOW] == header.sourceLow
          && words[at + DESTINATION_LOW] == header.destinationLow
          && words[at + SOURCE_HIGH] == header.sourceHigh
          && words[at + DESTINATION_HIGH] == header.destinationHigh
          && nowNanos - words[at + SEEN] < IdleLimits.FRAGMENTS) {
        return at;
      }
    }
    return -1;
  }

  private int oldest(InnerHeader header, long identity, long nowNanos) {
    int bucket = bucket(header, identity);
    int best = bucket;
    for (int at = bucket; at < bucket + WAYS * WORDS; at += WORDS) {
      if (words[at + IDENTITY] == 0) {
        return at;
      }
      if (nowNanos - words[at + SEEN] > nowNanos - words[best + SEEN]) {
        best = at;
      }
    }
    return best;
  }

  private int bucket(InnerHeader header, long identity) {
    long h = (seed ^ identity ^ header.sourceLow) * 0x9e37_79b9_7f4a_7c15L;
    h = (h ^ h >>> 32 ^ header.destinationLow) * 0xbf58_476d_1ce4_e5b9L;
    return (int) (h >>> 40 & DATAGRAMS / WAYS - 1) * WAYS * WORDS;
  }
}
