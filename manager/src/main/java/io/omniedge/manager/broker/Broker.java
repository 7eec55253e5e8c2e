package io.omniedge.manager.broker;

import io.omniedge.manager.authority.Identity;

/** Where devices and we meet. */
public interface Broker extends AutoCloseable {
  /** How we connect ourselves. */
  LinkSettings link();

  /** The name or address that devices are told. */
  String publicHost();

  /** The port that devices are told. */
  int publicPort();

  /** The manager hears what devices say from now on: those that wait are let in. */
  void open();

  /** Ends the session of a device, if it has one and the broker lets us. */
  void cut(String device);

  /** Takes another certificate for the listener of the devices, if it is ours. */
  void renew(Identity identity);

  @Override
  void close();
}
