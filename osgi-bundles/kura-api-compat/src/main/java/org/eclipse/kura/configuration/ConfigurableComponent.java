package org.eclipse.kura.configuration;

import org.osgi.annotation.versioning.ConsumerType;

/** Marks a service whose configuration the {@link ConfigurationService} keeps. */
@ConsumerType
public interface ConfigurableComponent {}
