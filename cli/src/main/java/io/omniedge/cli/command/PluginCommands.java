package io.omniedge.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "plugin",
    description = "Plugins of gateways: upload them, install them, say whose are taken.",
    subcommands = {
      PluginRegistryCommands.ListAll.class,
      PluginRegistryCommands.Upload.class,
      PluginInstallCommands.Install.class,
      PluginInstallCommands.Uninstall.class,
      PluginRegistryCommands.Delete.class,
      PluginKeyCommands.class
    })
final class PluginCommands {
  PluginCommands(Context context) {}
}
