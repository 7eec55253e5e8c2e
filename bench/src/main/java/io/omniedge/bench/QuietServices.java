package io.omniedge.bench;

import io.omniedge.plugin.host.GatewayServices;
import io.omniedge.plugin.host.PluginEnvironment;
import io.omniedge.plugin.pack.SemanticVersion;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A gateway that takes what plugins say and does nothing with it. */
final class QuietServices implements GatewayServices {
  private static final byte[] STATE =
      "{\"v\":1,\"state\":\"connected\",\"peers\":[]}".getBytes(StandardCharsets.UTF_8);

  /** Around plugins that are measured. */
  static PluginEnvironment environment() {
    return new PluginEnvironment(
        new SemanticVersion(1, 0, 0),
        new QuietServices(),
        InstantSource.system(),
        System::nanoTime,
        RandomGenerator.of("L64X128MixRandom"),
        PluginEnvironment.OFFLINE);
  }

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
    return Optional.of(1.0);
  }

  @Override
  public byte[] vpnState() {
    return STATE.clone();
  }
}
