package io.omniedge.transport.session;

import io.omniedge.transport.crypto.Secret;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One pair of transport keys, made by one handshake [WG 5.4.5].
 *
 * <p>Keys and indexes never change. Several threads take send counters; one thread opens and owns
 * the {@link ReplayWindow}. {@link #close()} may be called at any time by the control thread: who
 * seals or opens asks {@link #isClosed()} <em>afterwards</em> and throws the result away if so.
 */
public final class Session {
  private static final VarHandle NEXT_COUNTER;

  static {
    try {
      NEXT_COUNTER = MethodHandles.lookup().findVarHandle(Session.class, "nextCounter", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int localIndex;
  private final int remoteIndex;
  private final Secret sendKey;
  private final Secret receiveKey;
  private final long createdNanos;
  private final boolean initiator;
  private final ReplayWindow replayWindow = new ReplayWindow();

  @SuppressWarnings("UnusedVariable") // through NEXT_COUNTER
  private long nextCounter;

  private volatile boolean closed;

  /**
   * A fresh session.
   *
   * @param localIndex the receiver index the peer puts on packets to us
   * @param remoteIndex the receiver index we put on packets to the peer
   * @param initiator whether our handshake initiation led to it
   */
  public Session(
      int localIndex,
      int remoteIndex,
      Secret sendKey,
      Secret receiveKey,
      long createdNanos,
      boolean initiator) {
    this.localIndex = localIndex;
    this.remoteIndex = remoteIndex;
    this.sendKey = sendKey;
    this.receiveKey = receiveKey;
    this.createdNanos = createdNanos;
    this.initiator = initiator;
  }

  /** The receiver index of packets to us. */
  public int localIndex() {
    return localIndex;
  }

  /** The receiver index of packets to the peer. */
  public int remoteIndex() {
    return remoteIndex;
  }

  /** Seals what we send. */
  public Secret sendKey() {
    return sendKey;
  }

  /** Opens what we receive. */
  public Secret receiveKey() {
    return receiveKey;
  }

  /** Monotonic time of the handshake. */
  public long createdNanos() {
    return createdNanos;
  }

  /** True if we initiated; only the initiator renews a session by its age. */
  public boolean initiator() {
    return initiator;
  }

  /** For the thread that opens packets. */
  public ReplayWindow replayWindow() {
    return replayWindow;
  }

  /**
   * Takes {@code n} consecutive send counters; any thread.
   *
   * @return the first of them, or a negative number if not so many are left
   */
  public long reserveCounters(int n) {
    if ((long) NEXT_COUNTER.getOpaque(this) > Limits.REJECT_AFTER_MESSAGES - n) {
      return -1;
    }
    long first = (long) NEXT_COUNTER.getAndAdd(this, (long) n);
    // Threads that passed the check together may overshoot, by less than the 8,192 kept in reserve.
    return first > Limits.REJECT_AFTER_MESSAGES - n ? -1 : first;
  }

  /** How many counters were taken. */
  public long countersUsed() {
    return (long) NEXT_COUNTER.getOpaque(this);
  }

  /** Age in nanoseconds. */
  public long ageNanos(long now) {
    return now - createdNanos;
  }

  /** True while neither age nor counters forbid to send. */
  public boolean maySend(long now) {
    return ageNanos(now) < Limits.REJECT_AFTER_TIME
        && countersUsed() < Limits.REJECT_AFTER_MESSAGES;
  }

  /** True when the sender should ask for a new session [WG 6.2]. */
  public boolean rekeyDueOnSend(long now) {
    return countersUsed() > Limits.REKEY_AFTER_MESSAGES
        || (initiator && ageNanos(now) >= Limits.REKEY_AFTER_TIME);
  }

  /** True when the receiver should ask for a new session, or a silent sender would lose it. */
  public boolean rekeyDueOnReceive(long now) {
    return initiator && ageNanos(now) >= Limits.REKEY_ON_RECEIVE_TIME;
  }

  /** Wipes the keys. Packets being sealed or opened at this instant must be thrown away. */
  public void close() {
    closed = true;
    // Who sees a wiped byte must also see the flag, see isClosed().
    VarHandle.fullFence();
    sendKey.wipe();
    receiveKey.wipe();
  }

  /**
   * To be asked after sealing or opening: if true, the keys may have been zeros while they were
   * used, and the result is worthless.
   */
  public boolean isClosed() {
    // The reads of the key come before the read of the flag.
    VarHandle.acquireFence();
    return closed;
  }
}
