package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reports",
    description = "What gateways reported of machines.",
    subcommands = {
      ReportCommands.ListThem.class,
      ReportCommands.Show.class,
      ReportCommands.Save.class
    })
final class ReportCommands {
  private static final String PATH = "/api/v1/reports";

  ReportCommands(Context context) {}

  @Command(
      name = "list",
      description = "List reports, the newest first.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge reports list --asset pump-7 --limit 10",
        "  omniedge reports list --level DANGER --json | jq '.items[].id'"
      })
  static final class ListThem extends Task {
    @Option(names = "--device", paramLabel = "DEVICE", description = "Only those of this gateway.")
    private String device = "";

    @Option(names = "--asset", paramLabel = "ASSET", description = "Only those on this machine.")
    private String asset = "";

    @Option(names = "--point", paramLabel = "POINT", description = "Only of this measuring point.")
    private String point = "";

    @Option(names = "--kind", paramLabel = "KIND", description = "Only these, as pdm-report.")
    private String kind = "";

    @Option(names = "--type", paramLabel = "TYPE", description = "Only these, as ALARM or SUMMARY.")
    private String type = "";

    @Option(names = "--level", paramLabel = "LEVEL", description = "Only these, as DANGER.")
    private String level = "";

    @Option(names = "--limit", paramLabel = "COUNT", description = "So many; 50 otherwise.")
    private int limit = 50;

    ListThem(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      if (limit < 1 || limit > 1_000_000) {
        throw Failure.input("limit", "--limit " + limit + ": it must be 1 to 1000000", "");
      }
      TreeMap<String, String> query = new TreeMap<>();
      if (!device.isEmpty()) {
        query.put("device", View.text(new Lookup(context()).device(device), "id"));
      }
      put(query, "asset", asset);
      put(query, "point", point);
      put(query, "kind", kind);
      put(query, "type", type);
      put(query, "level", level);
      List<JsonObject> reports = manager().list(PATH, query, limit);
      Table table = Table.of("TIME", "MACHINE~", "POINT~", "LEVEL", "ZONE", "TYPE", "ID");
      for (JsonObject report : reports) {
        table.row(
            View.time(report, "at"),
            View.text(report, "asset"),
            View.text(report, "point"),
            View.text(report, "level"),
            View.text(report, "zone"),
            View.first(View.text(report, "type"), View.text(report, "kind")),
            View.text(report, "id"));
      }
      output().result(View.items(reports), () -> output().table(table, "There is no report."));
    }

    private static void put(Map<String, String> query, String name, String value) {
      if (!value.isEmpty()) {
        query.put(name, value);
      }
    }
  }

  @Command(
      name = "show",
      description = "Show one report; --json has its whole document.",
      footerHeading = "%nExamples:%n",
      footer = {"  omniedge reports show r-000mp3jyq9c4k7x2m1a0bd --json | jq .document"})
  static final class Show extends Task {
    @Parameters(paramLabel = "REPORT", description = "Its identifier, from a list.")
    private String id = "";

    Show(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject report = manager().get(path(id)).document();
      output().result(report, () -> show(report));
    }

    private void show(JsonObject report) {
      JsonObject document = View.object(report, "document");
      output()
          .line(
              View.text(report, "asset")
                  + " "
                  + View.text(report, "point")
                  + ", "
                  + View.time(report, "at"));
      output().line("level      " + View.text(report, "level") + ", zone " + zone(report));
      output().line("reason     " + View.text(document, "levelReason"));
      for (JsonObject advice : View.objects(document, "advice")) {
        output().line("advice     " + View.text(advice, "text"));
      }
      for (JsonObject alarm : View.objects(document, "alarms")) {
        output().line("alarm      " + View.text(alarm, "name") + " " + View.text(alarm, "state"));
      }
      output()
          .line(
              "signature  "
                  + (View.flag(report, "signatureHolds") ? "fits" : "does NOT fit: do not rely"));
    }

    private static String zone(JsonObject report) {
      return View.first(View.text(report, "zone"), "unknown");
    }
  }

  @Command(
      name = "save",
      description =
          "Save one report with its plots as a page that needs nothing else: to print or to send.",
      footerHeading = "%nExamples:%n",
      footer = {"  omniedge reports save r-000mp3jyq9c4k7x2m1a0bd --output pump-7.html"})
  static final class Save extends Task {
    @Parameters(paramLabel = "REPORT", description = "Its identifier, from a list.")
    private String id = "";

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "A new file; the identifier and .html otherwise.")
    private String file = "";

    Save(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      String path = path(id);
      // What the page says of a wrong identifier is for browsers.
      JsonObject report = manager().get(path).document();
      String name = file.isEmpty() ? id + ".html" : file;
      try (NewPrivateFile page = NewPrivateFile.open(name)) {
        page.write(manager().get("/reports/" + id + "/file").text(), "");
      }
      output()
          .result(
              JsonObject.builder().put("report", id).put("file", name).build(),
              () ->
                  output()
                      .line(
                          "The report on " + View.text(report, "asset") + " is in " + name + "."));
    }
  }

  private static String path(String id) throws Failure {
    if (!Names.ID.matcher(id).matches()) {
      throw Failure.input(
          "no-identifier", id + " is no identifier of a report", "see: omniedge reports list");
    }
    return PATH + "/" + id;
  }
}
