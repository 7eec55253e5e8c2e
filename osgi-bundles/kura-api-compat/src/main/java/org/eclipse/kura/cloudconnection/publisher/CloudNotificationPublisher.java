package org.eclipse.kura.cloudconnection.publisher;

import org.osgi.annotation.versioning.ProviderType;

/** Tells the one who asked how a long request goes on. */
@ProviderType
public interface CloudNotificationPublisher extends CloudPublisher {}
