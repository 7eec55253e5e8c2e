package io.omniedge.gateway.api.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes what plugins publish, to the cloud or the manager. A service; there may be several. */
@ConsumerType
public interface EventSink {
  /**
   * Takes an event. Any thread; returns at once.
   *
   * @param plugin its identifier
   * @param topic words with slashes between them
   * @param json a document
   * @return whether there was room for it
   */
  boolean publish(String plugin, String topic, byte[] json);
}
