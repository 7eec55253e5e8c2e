package io.omniedge.gateway.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One configured tunnel; a service for each, with the property {@code kura.service.pid} as its
 * name. It exists as long as its configuration does, whatever becomes of the interface.
 */
@ProviderType
public interface GatewayTunnel {
  /** The tunnel at this moment. Any thread; takes a few microseconds. */
  TunnelSnapshot snapshot();

  /**
   * Reads endpoints' names anew and applies the configuration once more, as after a change; nobody
   * loses a session. Any thread; returns at once.
   */
  void refresh();
}
