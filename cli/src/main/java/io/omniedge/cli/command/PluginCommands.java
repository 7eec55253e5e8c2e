package io.omniedge.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "plugin",
    description = "Plugins of gateways: make them, sign them, install them, say whose are taken.",
    subcommands = {
      PluginProjectCommands.New.class,
      PluginProjectCommands.Build.class,
      PluginTestCommand.class,
      PluginPackageCommands.Pack.class,
      PluginPackageCommands.Keygen.class,
      PluginPackageCommands.Sign.class,
      PluginInspectCommand.class,
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
