package org.eclipse.kura.configuration;

import org.eclipse.kura.KuraException;
import org.osgi.annotation.versioning.ConsumerType;

/** A service that describes its configuration itself. */
@ConsumerType
public interface SelfConfiguringComponent {
  ComponentConfiguration getConfiguration() throws KuraException;
}
