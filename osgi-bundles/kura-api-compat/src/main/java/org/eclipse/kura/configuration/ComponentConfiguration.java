package org.eclipse.kura.configuration;

import java.util.Map;
import org.eclipse.kura.configuration.metatype.OCD;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The configuration of one component at one time. */
@ProviderType
public interface ComponentConfiguration {
  String getPid();

  /** What the properties may be; null if no bundle describes them. */
  @Nullable OCD getDefinition();

  @Nullable Map<String, Object> getConfigurationProperties();
}
