package io.omniedge.cli.command;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options of every command, before or after its name. */
final class GlobalOptions {
  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON document instead of text; errors too, on standard error.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "Print results and errors only.")
  boolean quiet;

  @Option(
      names = "--manager",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description =
          "The manager to talk to, as manager.example:8443; else $$OMNIEDGE_MANAGER, else the one"
              + " signed in at.")
  String manager = "";

  @Option(
      names = "--ca",
      scope = ScopeType.INHERIT,
      paramLabel = "SHA256",
      description =
          "Fingerprint of the manager's authority; else $$OMNIEDGE_CA, else the one pinned at"
              + " sign-in. Without any, the system's authorities count.")
  String authority = "";

  @Option(
      names = "--api-key",
      scope = ScopeType.INHERIT,
      paramLabel = "KEY",
      description =
          "Ask with this key; - reads it from standard input. Others on the machine can see a"
              + " command line: $$OMNIEDGE_API_KEY is better.")
  String apiKey = "";

  @Option(
      names = "--network",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description =
          "The network it is about; else $$OMNIEDGE_NETWORK, else what \"omniedge network use\""
              + " chose, else the only one there is.")
  String network = "";
}
