package io.omniedge.transport.peer;

import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.noise.CookieGenerator;
import io.omniedge.transport.noise.InitiatorHandshake;
import io.omniedge.transport.noise.Tai64n;
import io.omniedge.transport.session.Limits;
import io.omniedge.transport.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the control thread remembers of a peer; no other thread comes here. */
final class PeerHandshake {
  /** A peer starts at most 50 handshakes a second; what is faster is a flood. */
  static final long MIN_INITIATION_INTERVAL = TimeUnit.MILLISECONDS.toNanos(20);

  final CookieGenerator macs;

  /** All sessions in the index table; those no longer in {@link Sessions} are to be closed. */
  final List<Session> live = new ArrayList<>(4);

  /** DH of both static keys; null without a private key, or if the peer's is of low order. */
  @Nullable Secret staticStatic;

  Secret presharedKey = Secret.copyOf(new byte[Secret.BYTES]);

  /** Our initiation that waits for its response. */
  @Nullable InitiatorHandshake pending;

  private Tai64n greatestTimestamp = new Tai64n(0, 0);
  private boolean everAccepted;
  private long acceptedNanos;
  private boolean everSent;
  private long sentNanos;
  private long attemptStartNanos;

  PeerHandshake(CookieGenerator macs) {
    this.macs = macs;
  }

  boolean isReplay(Tai64n timestamp) {
    return !timestamp.isAfter(greatestTimestamp);
  }

  boolean isFlood(long now) {
    return everAccepted && now - acceptedNanos < MIN_INITIATION_INTERVAL;
  }

  void initiationAccepted(Tai64n timestamp, long now) {
    greatestTimestamp = timestamp;
    everAccepted = true;
    acceptedNanos = now;
  }

  /** An initiation or response went out. */
  void messageSent(long now) {
    everSent = true;
    sentNanos = now;
  }

  /** Nanoseconds until another initiation may go out, or 0. */
  long nanosUntilMayInitiate(long now) {
    return everSent ? Math.max(0, Limits.REKEY_TIMEOUT - (now - sentNanos)) : 0;
  }

  /** Traffic wants a session: REKEY_ATTEMPT_TIME starts anew. */
  void attemptStarts(long now) {
    attemptStartNanos = now;
  }

  boolean attemptIsOver(long now) {
    return now - attemptStartNanos >= Limits.REKEY_ATTEMPT_TIME;
  }
}
