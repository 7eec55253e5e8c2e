package io.omniedge.gateway.agent.command;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;

/** How one command is done. */
@FunctionalInterface
public interface Action {
  /** It was not done; the message is for people. */
  final class ActionException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public ActionException(String message) {
      super(message);
    }
  }

  /**
   * Does it; may take seconds, on a thread of its own.
   *
   * @return for people
   */
  String run(Fields arguments) throws ActionException, ProtocolException;
}
