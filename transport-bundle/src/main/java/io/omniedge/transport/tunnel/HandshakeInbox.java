package io.omniedge.transport.tunnel;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.UdpSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Handshake messages on their way from the inbound thread to the control thread: a ring of fixed
 * size, one producer, one consumer.
 *
 * <p>Its fill is how we know that we are under load [WG 5.3]: from an eighth on, and for a second
 * after.
 */
final class HandshakeInbox {
  /**
   * A tenth of a second of honest work for the control thread, and not more than an attacker may
   * make us remember.
   */
  static final int CAPACITY = 512;

  /** The longest handshake message, an initiation [WG 5.4.2]. */
  private static final int MESSAGE_BYTES = 148;

  /**
   * Under load is remembered this long, so that an attacker cannot make it flicker; as wireguard-go
   * does.
   */
  private static final long UNDER_LOAD_AFTER_NANOS = 1_000_000_000L;

  private final Message[] ring = new Message[CAPACITY];
  private final AtomicLong head = new AtomicLong();
  private final AtomicLong tail = new AtomicLong();
  private final Runnable wake;
  private long underLoadUntil;
  private boolean wasUnderLoad;
  private volatile boolean floodSeen;

  HandshakeInbox(Runnable wake) {
    this.wake = wake;
    for (int i = 0; i < CAPACITY; i++) {
      ring[i] = new Message();
    }
  }

  /**
   * Copies one datagram of slot {@code slot}; the inbound thread only. False when the ring is full.
   */
  boolean offer(UdpSocket.Receiver in, int slot, int offset, int length) {
    if (isFull()) {
      return false;
    }
    long at = tail.getPlain();
    Message message = ring[(int) (at % CAPACITY)];
    ByteBuffer bytes = in.buffer().bytes();
    bytes.get(offset, message.bytes, 0, length);
    message.length = length;
    message.source = in.source(slot);
    tail.set(at + 1);
    // Only the first of a burst wakes. The reader writes head before it looks at tail, we the other
    // way round: one of the two sees the other.
    if (head.get() == at) {
      wake.run();
    }
    return true;
  }

  /** Whether an {@link #offer} would be refused; the inbound thread only. */
  boolean isFull() {
    return tail.getPlain() - head.getAcquire() >= CAPACITY;
  }

  /** The oldest message or null; valid until {@link #remove()}; the control thread only. */
  @Nullable Message peek() {
    long at = head.getPlain();
    return at < tail.get() ? ring[(int) (at % CAPACITY)] : null;
  }

  /** Frees the slot of the message peeked. */
  void remove() {
    head.set(head.getPlain() + 1);
  }

  /** Tells that initiations were not even admitted; the inbound thread only. */
  void flooded() {
    if (!floodSeen) {
      floodSeen = true;
    }
  }

  /** Whether cookies are to be demanded now; the control thread only. */
  boolean underLoad(long nowNanos) {
    boolean flooded = floodSeen;
    floodSeen = false;
    if (flooded || tail.getAcquire() - head.getPlain() >= CAPACITY / 8) {
      underLoadUntil = nowNanos + UNDER_LOAD_AFTER_NANOS;
      wasUnderLoad = true;
    } else if (wasUnderLoad && underLoadUntil - nowNanos < 0) {
      wasUnderLoad = false;
    }
    return wasUnderLoad;
  }

  /** One datagram and where it came from. */
  static final class Message {
    final byte[] bytes = new byte[MESSAGE_BYTES];
    int length;
    @Nullable Endpoint source;
  }
}
