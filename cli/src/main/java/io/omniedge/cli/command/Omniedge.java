package io.omniedge.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
    name = "omniedge",
    versionProvider = Omniedge.Version.class,
    synopsisHeading = "",
    customSynopsis = "Usage: omniedge [OPTIONS] COMMAND ...",
    descriptionHeading = "%n",
    description = "Networks of gateways and machines, from a terminal.",
    optionListHeading = "%nOptions of every command:%n",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:Done.",
      "1:Not done, for another reason than those below.",
      "2:Your role does not allow it, or a file's permissions do not.",
      "3:Not signed in, or not any more.",
      "4:The manager, or the daemon of this machine, cannot be reached.",
      "5:Something on the command line or in a file is wrong."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  omniedge login manager.example:8443 --ca 3f9a...",
      "  omniedge setup-key create plant-2 --uses 1 --expires 7d --tag plc",
      "  omniedge device list",
      "  omniedge device approve berlin-gw",
      "  omniedge why berlin-gw plc1 tcp/502",
      "  omniedge config set berlin-gw io.omniedge.gateway.monitoring.Metrics.port=9600",
      "  OMNIEDGE_API_KEY=... omniedge device list --json | jq '.items[].name'"
    },
    subcommands = {
      LoginCommand.class,
      LogoutCommand.class,
      WhoamiCommand.class,
      NetworkCommands.class,
      DeviceCommands.class,
      SetupKeyCommands.class,
      ApiKeyCommands.class,
      RoutesCommands.class,
      ExportCommand.class,
      PolicyCommands.class,
      WhyCommand.class,
      ConfigCommands.class,
      PluginCommands.class,
      PingCommand.class,
      JoinCommand.class,
      UpCommand.class,
      DownCommand.class,
      LeaveCommand.class,
      StatusCommand.class,
      PeersCommand.class,
      MachinesCommand.class,
      ReportCommands.class,
      AlarmCommands.class,
      WebhookCommands.class,
      AuditCommand.class,
      EvidenceCommands.class,
      SupportBundleCommand.class,
      CompletionCommand.class,
    })
final class Omniedge {
  @Mixin GlobalOptions options;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show help, of a command after its name.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  Omniedge(Context context) {
    options = context.options();
  }

  /** From the manifest of our JAR. */
  static String version() {
    String version = Omniedge.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** For picocli. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"omniedge " + version()};
    }
  }
}
