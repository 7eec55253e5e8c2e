package io.omniedge.gateway.agent.link;

import io.omniedge.protocol.message.Leaf;
import java.util.Optional;

/**
 * One connection to the broker, from the attempt to its end; then there is another one. An edge:
 * tests have one without a network.
 */
public interface ManagerLink extends AutoCloseable {
  /**
   * Sends a message with QoS 1.
   *
   * @param correlation of the request it answers
   * @param acknowledged called when the broker has it, by any thread; never if the link ends before
   * @return false if it was not taken, for the link has ended or is full
   */
  boolean publish(
      Leaf leaf,
      byte[] payload,
      boolean retained,
      Optional<String> correlation,
      Runnable acknowledged);

  /**
   * Whether the broker knew us still when the link began. One that did not has lost more than our
   * session, or we were away for long: what it retained for us may be gone too.
   */
  boolean isResumed();

  /** How many messages the broker takes before it acknowledges one. */
  int receiveMaximum();

  /** Ends it; nothing is heard of it any more. The broker then says that the device is offline. */
  @Override
  void close();

  /** What one hears of a link; from any thread. */
  interface Listener {
    /** It is connected, and subscribed to what the manager sends. */
    void connected();

    /**
     * It has ended, or never began.
     *
     * @param refused whether the broker did not want this client, rather than was not there
     * @param reason for people
     */
    void ended(boolean refused, String reason);

    /** A message came. */
    void received(Leaf leaf, byte[] payload);
  }

  /** Opens links. */
  interface Opener {
    /** Begins an attempt, and returns before it succeeds. */
    ManagerLink open(LinkSettings settings, Listener listener);
  }
}
