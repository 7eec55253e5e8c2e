package io.omniedge.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How a help page looks: at the top the commands by what they are about, below it each command with
 * its own options only; those of every command are told once.
 */
final class HelpLayout {
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("Signing in", List.of("login", "logout", "whoami", "api-key"));
    GROUPS.put(
        "Networks and their members",
        List.of("network", "device", "setup-key", "routes", "export"));
    GROUPS.put("Who may reach whom", List.of("policy", "why"));
    GROUPS.put(
        "Gateways",
        List.of("config", "plugin", "ping", "machines", "reports", "alarms", "webhooks", "audit"));
    GROUPS.put(
        "This machine as a member", List.of("join", "up", "down", "status", "peers", "leave"));
    GROUPS.put("Records", List.of("evidence"));
    GROUPS.put("Help", List.of("support-bundle", "completion"));
  }

  private HelpLayout() {}

  static void apply(CommandLine root) {
    root.setHelpSectionKeys(sections());
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpLayout::groups);
    for (CommandLine command : root.getSubcommands().values()) {
      applyBelow(command);
    }
  }

  private static void applyBelow(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.abbreviateSynopsis(true);
    usage.sortOptions(false);
    usage.synopsisHeading("Usage: ");
    usage.descriptionHeading("%n");
    usage.parameterListHeading("%n");
    usage.commandListHeading("%nCommands:%n");
    usage.optionListHeading("%n");
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::ownOptions);
    command.getSubcommands().values().forEach(HelpLayout::applyBelow);
  }

  private static List<String> sections() {
    List<String> keys =
        new ArrayList<>(
            Arrays.asList(
                UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
                UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING,
                UsageMessageSpec.SECTION_KEY_DESCRIPTION,
                UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
                UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
                UsageMessageSpec.SECTION_KEY_PARAMETER_LIST));
    keys.add(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING);
    keys.add(UsageMessageSpec.SECTION_KEY_OPTION_LIST);
    keys.add(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING);
    keys.add(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST);
    keys.add(UsageMessageSpec.SECTION_KEY_FOOTER_HEADING);
    keys.add(UsageMessageSpec.SECTION_KEY_FOOTER);
    return keys;
  }

  private static String groups(Help help) {
    CommandSpec spec = help.commandSpec();
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (heading, names) -> {
          text.append(help.createHeading("%n" + heading + ":%n"));
          TextTable table =
              TextTable.forColumns(
                  help.colorScheme(),
                  new Column(18, 2, Overflow.SPAN),
                  new Column(spec.usageMessage().width() - 18, 1, Overflow.WRAP));
          for (String name : names) {
            CommandLine command = spec.subcommands().get(name);
            if (command == null) {
              continue;
            }
            String[] lines = command.getCommandSpec().usageMessage().description();
            table.addRowValues(name, lines.length == 0 ? "" : lines[0]);
          }
          text.append(table);
        });
    return text.toString();
  }

  private static String ownOptions(Help help) {
    List<OptionSpec> own =
        help.commandSpec().options().stream()
            .filter(option -> !option.inherited() && !option.hidden())
            .toList();
    return help.optionListExcludingGroups(own)
        + help.createHeading("%nFor the options of every command see: omniedge --help%n");
  }
}
