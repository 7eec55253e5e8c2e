package io.omniedge.plugin.host;

import java.util.Optional;

/**
 * What the gateway does for plugins. Called on the threads of plugins; an implementation never
 * blocks longer than it says, and never throws.
 */
public interface GatewayServices {
  /** How bad something is. */
  enum Severity {
    DEBUG,
    INFO,
    WARNING,
    ERROR
  }

  /** A line for the log of a plugin, without control characters. */
  void log(String plugin, Severity severity, String line);

  /**
   * Publishes an event of a plugin.
   *
   * @param json a document
   * @return whether it was taken; it is not if too many wait
   */
  boolean emit(String plugin, String topic, byte[] json);

  /** Sets a metric of a plugin. */
  void metric(String plugin, String name, double value);

  /** Raises an alert, for people. */
  void alert(String plugin, Severity severity, String text);

  /** The last value of a point of the plant. */
  Optional<Double> readPoint(String name);

  /** The state of the tunnel, a JSON document. */
  byte[] vpnState();

  /**
   * The calling thread works for a plugin whose answers nobody waits for: it makes way for good.
   */
  default void makeWay() {}
}
