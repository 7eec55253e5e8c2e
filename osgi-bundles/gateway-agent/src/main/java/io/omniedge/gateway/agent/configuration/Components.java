package io.omniedge.gateway.agent.configuration;

import io.omniedge.protocol.config.ComponentSettings;
import io.omniedge.protocol.config.DesiredConfiguration;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * The configurable components of this gateway. An edge: Kura's configuration service is behind it,
 * or ours, or none at all. Calls may take seconds; from one thread.
 */
public interface Components {
  /** It cannot be done, or was not; the message is for people. */
  final class ComponentsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public ComponentsException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** How all of them are configured; passwords are hidden. */
  SortedMap<String, ComponentSettings> current() throws ComponentsException;

  /** What they may be configured as: see docs/protocol. */
  JsonObject forms() throws ComponentsException;

  /** What is wrong with a wish, all of it; nothing is changed. */
  List<PropertyError> check(DesiredConfiguration wanted) throws ComponentsException;

  /** Keeps what is in force, and says under which number. */
  long snapshot() throws ComponentsException;

  /** The number of the newest snapshot, 0 if there is none; quick. It grows with every change. */
  long newestSnapshot() throws ComponentsException;

  /** Puts a wish that was checked in force. After an exception a part of it may be. */
  void apply(DesiredConfiguration wanted) throws ComponentsException;

  /** Puts a snapshot in force again. */
  void rollback(long snapshot) throws ComponentsException;

  /** What these components say is wrong with their properties at this moment. */
  List<PropertyError> complaints(Set<String> pids);

  /**
   * Which value each property has, as something that can be compared and not be read.
   *
   * @param names by PID objects with a member for each property
   * @return of the same shape, with texts; one is empty if the property or component is not there
   */
  JsonObject digests(JsonObject names) throws ComponentsException;
}
