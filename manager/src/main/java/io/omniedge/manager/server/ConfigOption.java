package io.omniedge.manager.server;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}, which every command has. */
final class ConfigOption {
  @Option(
      names = "--config",
      defaultValue = "/etc/omniedge/manager.properties",
      description = "Settings (default: ${DEFAULT-VALUE}).")
  private Path file = Path.of("/etc/omniedge/manager.properties");

  ManagerSettings read() throws IOException, SettingsException {
    return ManagerSettings.read(file);
  }
}
