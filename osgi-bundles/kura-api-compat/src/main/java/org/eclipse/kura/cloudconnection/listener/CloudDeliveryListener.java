package org.eclipse.kura.cloudconnection.listener;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears that a message has arrived. */
@ConsumerType
public interface CloudDeliveryListener {
  void onMessageConfirmed(String messageId);
}
