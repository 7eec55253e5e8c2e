package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.cli.profile.Profile;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "network",
    description = "List and make networks; choose one for all commands.",
    subcommands = {
      NetworkCommands.ListAll.class,
      NetworkCommands.Create.class,
      NetworkCommands.Use.class
    })
final class NetworkCommands {
  NetworkCommands(Context context) {}

  @Command(name = "list", description = "List the networks.")
  static final class ListAll extends Task {
    ListAll(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> networks = manager().list("/api/v1/networks", Map.of(), 1_000);
      Table table = Table.of("ID", "NAME", "DOMAIN~", "IPV4", "IPV6?");
      for (JsonObject network : networks) {
        table.row(
            View.text(network, "id"),
            View.text(network, "name"),
            View.text(network, "domain"),
            View.text(network, "ipv4"),
            View.text(network, "ipv6"));
      }
      output()
          .result(View.items(networks), () -> output().table(table, "There is no network yet."));
    }
  }

  @Command(
      name = "create",
      description = "Make a network; nobody may reach anybody in it until its policy says so.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge network create plants",
        "  omniedge network create lab --domain lab.test"
      })
  static final class Create extends Task {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name = "";

    @Option(
        names = "--domain",
        paramLabel = "DOMAIN",
        description = "Of its host names; NAME.omniedge otherwise.")
    private String domain = "";

    @Option(
        names = "--ipv4",
        paramLabel = "PREFIX",
        description = "Of its devices; the next free part of 100.64.0.0/10 otherwise.")
    private String ipv4 = "";

    Create(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject.Builder wanted = JsonObject.builder().put("name", name);
      if (!domain.isEmpty()) {
        wanted.put("domain", domain);
      }
      if (!ipv4.isEmpty()) {
        wanted.put("ipv4", ipv4);
      }
      JsonObject network = manager().post("/api/v1/networks", wanted.build()).document();
      output()
          .done(
              network,
              "Network "
                  + name
                  + " ("
                  + View.text(network, "id")
                  + ") has "
                  + View.text(network, "ipv4")
                  + " and "
                  + View.text(network, "ipv6")
                  + ".");
    }
  }

  @Command(name = "use", description = "From now on every command is about this network.")
  static final class Use extends Task {
    @Parameters(paramLabel = "NAME", description = "Its name.")
    private String name = "";

    Use(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      context().options().network = name;
      JsonObject network = new Lookup(context()).network();
      Profile profile = context().profileFile().load().orElseThrow(Context::notSignedIn);
      context().profileFile().store(profile.withNetwork(View.text(network, "name")));
      output().done(network, "From now on it is about network " + View.text(network, "name") + ".");
    }
  }
}
