package org.eclipse.kura.cloudconnection.request;

import java.util.Map;
import org.eclipse.kura.cloudconnection.publisher.CloudNotificationPublisher;
import org.osgi.annotation.versioning.ProviderType;

/** Through which connection a request came, and how to tell its sender more later. */
@ProviderType
public class RequestHandlerContext {
  private final CloudNotificationPublisher notificationPublisher;
  private final Map<String, String> contextProperties;

  public RequestHandlerContext(
      CloudNotificationPublisher notificationPublisher, Map<String, String> contextProperties) {
    this.notificationPublisher = notificationPublisher;
    this.contextProperties = contextProperties;
  }

  public CloudNotificationPublisher getNotificationPublisher() {
    return notificationPublisher;
  }

  public Map<String, String> getContextProperties() {
    return contextProperties;
  }
}
