package io.omniedge.manager.plugin;

import io.omniedge.plugin.host.GatewayServices;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the manager does for plugins that it runs: it has a log for them, and neither events nor a
 * plant nor a tunnel.
 */
final class ManagerServices implements GatewayServices {
  private static Logger logger(String plugin) {
    return System.getLogger("io.omniedge.plugin.log." + plugin);
  }

  @Override
  public void log(String plugin, Severity severity, String line) {
    Level level =
        switch (severity) {
          case DEBUG -> Level.DEBUG;
          case INFO -> Level.INFO;
          case WARNING -> Level.WARNING;
          case ERROR -> Level.ERROR;
        };
    logger(plugin).log(level, line);
  }

  @Override
  public boolean emit(String plugin, String topic, byte[] json) {
    return false;
  }

  @Override
  public void metric(String plugin, String name, double value) {
    logger(plugin).log(Level.DEBUG, "{0} is {1}", name, value);
  }

  @Override
  public void alert(String plugin, Severity severity, String text) {
    log(plugin, severity, "ALERT " + text);
  }

  @Override
  public Optional<Double> readPoint(String name) {
    return Optional.empty();
  }

  @Override
  public byte[] vpnState() {
    return "{\"v\":1}".getBytes(StandardCharsets.UTF_8);
  }
}
