package io.omniedge.tun;

import java.util.Set;

/**
 * A UDP port for both IPv4 and IPv6, with batches: one send call for many datagrams of one size,
 * one receive call for many datagrams of many sources. Shared by threads; each thread has its own
 * {@link Sender} or {@link Receiver}.
 */
public interface UdpSocket extends AutoCloseable {
  /**
   * Most datagrams in one send with UDP_SEGMENT that we use; the kernel takes 64 (128 since 6.9).
   */
  int MAX_SEGMENTS = 64;

  /** The local port. */
  int port();

  /**
   * What was agreed with the kernel: {@link Offload#UDP_SEGMENT}, {@link Offload#UDP_GRO}, both or
   * none.
   */
  Set<Offload> offloads();

  /**
   * Sets SO_MARK on everything sent; 0 clears it. Any thread. Returns 0 or a negated error number.
   */
  int setFwmark(int mark);

  /** The sending side of one thread. */
  Sender newSender();

  /** The receiving side of one thread, with this many 64 KB slots. */
  Receiver newReceiver(int slots);

  /** Ends waiting receivers; every call after it returns {@code -EBADF}. Idempotent. */
  @Override
  void close();

  /** One thread's way to send. */
  interface Sender {
    /**
     * Sends {@code buffer[offset .. +length)} as datagrams of {@code segmentSize} bytes, the last
     * one perhaps shorter; falls back to one call per datagram where the kernel refuses
     * UDP_SEGMENT.
     *
     * @return 0, or the negated error number of the first datagram that could not be sent (the rest
     *     is still tried)
     */
    default int send(NativeBuffer buffer, int offset, int length, int segmentSize, Endpoint to) {
      return send(buffer, offset, length, segmentSize, to, 0, 0);
    }

    /**
     * The same as datagrams of a class. With neither it costs what it costs above.
     *
     * @param dscp in their IP headers, 0 to 63
     * @param priority for the queue of the interface they leave by, as SO_PRIORITY takes it; 0
     *     leaves it to the DSCP. Not every kernel and user may set it: those leave it to the DSCP,
     *     too
     */
    int send(
        NativeBuffer buffer,
        int offset,
        int length,
        int segmentSize,
        Endpoint to,
        int dscp,
        int priority);
  }

  /**
   * One thread's way to receive: wait, then look at slot 0 to n−1. Valid until the next {@link
   * #receive()}.
   */
  interface Receiver {
    /**
     * The block all slots lie in; 16 bytes before each slot belong to it and may be overwritten.
     */
    NativeBuffer buffer();

    /**
     * Waits for at least one buffer; the number of filled slots (a slot of length 0 is an empty
     * datagram), or a negated error number: {@code -EBADF} once closed.
     */
    int receive();

    /** Where slot {@code i} starts in {@link #buffer()}. */
    int offset(int i);

    /** Bytes in slot {@code i}. */
    int length(int i);

    /**
     * Size of each datagram in slot {@code i} but the last; equal to the length when it holds a
     * single one.
     */
    int segmentSize(int i);

    /**
     * True if slot {@code i} came from this endpoint, and to the address of ours that it names:
     * when this is false, {@link #source} says something new. Does not allocate.
     */
    boolean isFrom(int i, Endpoint endpoint);

    /**
     * A number that is the same for all datagrams of one source address, an IPv6 address standing
     * for its /64; does not allocate.
     */
    long sourceKey(int i);

    /** The source of slot {@code i}; allocates. */
    Endpoint source(int i);
  }
}
