package io.omniedge.gateway.api.data;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The last values of the points of the plant. A service. */
@ProviderType
public interface PointReader {
  /** The last value of this source; nothing if there is none. Any thread; returns at once. */
  Optional<Double> last(String source);
}
