package io.omniedge.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "plugin",
    description = "Plugins of gateways: make one, try it, sign it.",
    subcommands = {
      PluginProjectCommands.New.class,
      PluginProjectCommands.Build.class,
      PluginTestCommand.class,
      PluginPackageCommands.Pack.class,
      PluginPackageCommands.Keygen.class,
      PluginPackageCommands.Sign.class,
      PluginInspectCommand.class
    })
final class PluginCommands {
  PluginCommands(Context context) {}
}
