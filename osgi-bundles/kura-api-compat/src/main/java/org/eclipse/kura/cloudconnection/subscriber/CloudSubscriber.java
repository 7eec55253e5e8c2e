package org.eclipse.kura.cloudconnection.subscriber;

import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;
import org.eclipse.kura.cloudconnection.subscriber.listener.CloudSubscriberListener;
import org.osgi.annotation.versioning.ProviderType;

/** Receives messages from a topic that its own configuration names. */
@ProviderType
public interface CloudSubscriber {
  void registerCloudSubscriberListener(CloudSubscriberListener listener);

  void unregisterCloudSubscriberListener(CloudSubscriberListener listener);

  void registerCloudConnectionListener(CloudConnectionListener cloudConnectionListener);

  void unregisterCloudConnectionListener(CloudConnectionListener cloudConnectionListener);
}
