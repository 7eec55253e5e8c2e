package io.omniedge.plugin.host;

import java.util.Optional;

/** A gateway that does nothing for plugins. */
class NoServices implements GatewayServices {
  @Override
  public void log(String plugin, Severity severity, String line) {}

  @Override
  public boolean emit(String plugin, String topic, byte[] json) {
    return true;
  }

  @Override
  public void metric(String plugin, String name, double value) {}

  @Override
  public void alert(String plugin, Severity severity, String text) {}

  @Override
  public Optional<Double> readPoint(String name) {
    return Optional.empty();
  }

  @Override
  public byte[] vpnState() {
    return new byte[0];
  }
}
