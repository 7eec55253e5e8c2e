package io.omniedge.gateway.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** All health checks of this gateway; absent where the platform has none, as on Kura. */
@ProviderType
public interface GatewayHealth {
  /**
   * Runs every check, or takes what it found within the last seconds; in the order of their names.
   * Any thread; a check that takes too long is reported as such.
   */
  List<HealthFinding> check();
}
