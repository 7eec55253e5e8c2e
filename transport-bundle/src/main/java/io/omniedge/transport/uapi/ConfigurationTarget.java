package io.omniedge.transport.uapi;

/** What can be configured: a tunnel, or a recorder in tests. Any thread. */
public interface ConfigurationTarget {
  /**
   * Applies all of a change, in the order of its parts.
   *
   * @throws ApplyException if it cannot be applied; nothing of it is in force then
   */
  void apply(DeviceChange change) throws ApplyException;

  /**
   * What is in force now.
   *
   * @throws ApplyException if the tunnel is going away
   */
  DeviceState state() throws ApplyException;
}
