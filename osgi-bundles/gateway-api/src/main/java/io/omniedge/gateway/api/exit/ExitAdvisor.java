package io.omniedge.gateway.api.exit;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Chooses among the exit nodes that the policy allows. A service; one caller at a time. */
@ProviderType
public interface ExitAdvisor {
  /**
   * The identifier of one of the context's exit nodes; empty if nobody has an opinion. Waits for
   * the answer, half a second at most for each who is asked.
   */
  Optional<String> choose(ExitContext context);

  /** The context is another one than the last time. Returns at once. */
  void contextChanged(ExitContext context);

  /** Another number than before when the answers may be others; not negative. */
  long generation();
}
