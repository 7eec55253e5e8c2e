package io.omniedge.transport.peer;

import io.omniedge.transport.noise.LocalIdentity;
import io.omniedge.transport.noise.Mac1Checker;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.tun.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps junk from the control thread: a flood of handshake messages from someone who does not know
 * our public key costs the inbound thread one hash each, and nobody anything else. Belongs to one
 * thread; allocates nothing.
 */
public final class HandshakeFilter {
  private final Mac1Checker mac1;
  private final Handshaker handshaker;
  private final IndexTable indexes;
  private final DropCounters drops;

  HandshakeFilter(Mac1Checker mac1, Handshaker handshaker, IndexTable indexes, DropCounters drops) {
    this.mac1 = mac1;
    this.handshaker = handshaker;
    this.indexes = indexes;
    this.drops = drops;
  }

  /**
   * Whether {@code datagram[offset .. +length)} is a message of type 1, 2 or 3 that {@link
   * WireGuardDevice#receive} should see; if not, it is counted as dropped.
   */
  public boolean passes(NativeBuffer datagram, int offset, int length) {
    Drop drop = inspect(datagram, offset, length);
    if (drop != null) {
      drops.count(drop);
    }
    return drop == null;
  }

  private @Nullable Drop inspect(NativeBuffer datagram, int offset, int length) {
    MessageType type =
        length < Integer.BYTES ? null : MessageType.of(datagram.bytes().getInt(offset), length);
    if (type == null || type == MessageType.DATA) {
      return Drop.MESSAGE_MALFORMED;
    }
    LocalIdentity local = handshaker.local();
    if (local == null) {
      return Drop.PRIVATE_KEY_MISSING;
    }
    if (type != MessageType.INITIATION
        && indexes.find(Mac1Checker.receiverIndex(type, datagram, offset)) == null) {
      return type == MessageType.RESPONSE ? Drop.RESPONSE_UNEXPECTED : Drop.COOKIE_UNEXPECTED;
    }
    if (type != MessageType.COOKIE_REPLY && !mac1.valid(local.macKeys(), type, datagram, offset)) {
      return Drop.MAC1_INVALID;
    }
    return null;
  }
}
