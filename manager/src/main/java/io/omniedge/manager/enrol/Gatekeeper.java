package io.omniedge.manager.enrol;

import java.util.Optional;

/** Is asked, beside the setup key, whether a device that is not known is let in. Thread-safe. */
@FunctionalInterface
public interface Gatekeeper {
  /**
   * What was decided.
   *
   * @param by who did
   */
  record Decision(boolean isLetIn, String by) {}

  /**
   * Decides; may take as long as it takes to ask.
   *
   * @param name that the device would like
   * @param secret of its setup key, which is good
   * @return nothing if the setup key alone decides
   */
  Optional<Decision> decide(String tenant, String name, String secret);
}
