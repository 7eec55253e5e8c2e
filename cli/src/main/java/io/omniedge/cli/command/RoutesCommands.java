package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "routes",
    description = "Networks behind gateways: which are offered, which are approved.",
    subcommands = {
      RoutesCommands.ListAll.class,
      RoutesCommands.Approve.class,
      RoutesCommands.Reject.class
    })
final class RoutesCommands {
  RoutesCommands(Context context) {}

  @Command(name = "list", description = "Each network that a gateway offers or serves.")
  static final class ListAll extends Task {
    ListAll(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> devices =
          manager()
              .list(
                  "/api/v1/devices",
                  Map.of("network", new Lookup(context()).networkIfNamed()),
                  100_000);
      List<JsonValue> routes = new ArrayList<>();
      Table table = Table.of("NETWORK", "DEVICE", "STATE");
      for (JsonObject device : devices) {
        List<String> offered = View.texts(device, "offeredRoutes");
        List<String> approved = View.texts(device, "approvedRoutes");
        TreeSet<String> all = new TreeSet<>(offered);
        all.addAll(approved);
        for (String route : all) {
          String state =
              !approved.contains(route)
                  ? "waits for approval"
                  : offered.contains(route) ? "approved" : "approved, but not offered";
          table.row(route, View.text(device, "name"), state);
          routes.add(
              JsonObject.builder()
                  .put("route", route)
                  .put("device", View.text(device, "id"))
                  .put("name", View.text(device, "name"))
                  .put("offered", offered.contains(route))
                  .put("approved", approved.contains(route))
                  .build());
        }
      }
      output()
          .result(
              JsonObject.builder().put("items", new JsonArray(routes)).build(),
              () -> output().table(table, "No gateway offers a network."));
    }
  }

  /** Changes what a gateway serves. */
  abstract static class Change extends Task {
    @Parameters(index = "0", paramLabel = "DEVICE", description = "The gateway.")
    private String device = "";

    @Parameters(
        index = "1..*",
        paramLabel = "NETWORK",
        description = "As 192.168.10.0/24; may be repeated.")
    private List<String> routes = new ArrayList<>();

    Change(Context context) {
      super(context);
    }

    final String device() {
      return device;
    }

    final List<String> named() throws Failure {
      List<String> named = new ArrayList<>();
      for (String route : routes) {
        try {
          named.add(Prefix.parse(route).toString());
        } catch (IllegalArgumentException e) {
          throw Failure.input(
              "route", "\"" + route + "\" is no network: " + e.getMessage(), "as 192.168.10.0/24");
        }
      }
      return named;
    }

    final void store(Set<String> approved, String path) throws Failure {
      JsonObject answer =
          manager()
              .put(
                  path + "/routes",
                  JsonObject.builder().put("approved", List.copyOf(approved)).build(),
                  Optional.empty())
              .document();
      output()
          .done(
              answer,
              device
                  + (approved.isEmpty()
                      ? " serves no network."
                      : " serves " + String.join(", ", approved) + "."));
    }
  }

  @Command(
      name = "approve",
      description = "Let a gateway serve networks that it offers.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge routes approve berlin-gw 192.168.10.0/24",
        "  omniedge routes approve berlin-gw --all"
      })
  static final class Approve extends Change {
    @Option(names = "--all", description = "All that it offers.")
    private boolean all;

    Approve(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<String> named = named();
      if (named.isEmpty() != all) {
        throw Failure.input(
            "which-routes",
            all ? "name networks or use --all, not both" : "no network is named",
            "as in: omniedge routes approve " + device() + " 192.168.10.0/24");
      }
      JsonObject shown = new Lookup(context()).device(device());
      List<String> offered = View.texts(shown, "offeredRoutes");
      TreeSet<String> approved = new TreeSet<>(View.texts(shown, "approvedRoutes"));
      approved.addAll(all ? offered : named);
      for (String route : named) {
        if (!offered.contains(route)) {
          output().remark(device() + " does not offer " + route + " yet; it may serve it then.");
        }
      }
      store(approved, "/api/v1/devices/" + View.text(shown, "id"));
    }
  }

  @Command(name = "reject", description = "Let a gateway serve these networks no longer.")
  static final class Reject extends Change {
    Reject(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<String> named = named();
      if (named.isEmpty()) {
        throw Failure.input("which-routes", "no network is named", "");
      }
      JsonObject shown = new Lookup(context()).device(device());
      TreeSet<String> approved = new TreeSet<>(View.texts(shown, "approvedRoutes"));
      approved.removeAll(named);
      store(approved, "/api/v1/devices/" + View.text(shown, "id"));
    }
  }
}
