package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "why",
    description = "May one reach the other, and by which rule; if not, what is missing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  omniedge why berlin-gw plc1 tcp/502",
      "  omniedge why berlin-gw plc1",
      "  omniedge why device:laptop site:berlin/plc1 icmp",
      "  omniedge why 100.64.0.7 192.168.10.20 tcp/443"
    })
final class WhyCommand extends Task {
  private static final Pattern TRAFFIC = Pattern.compile("([a-z0-9]{1,10})(?:/([0-9]{1,5}))?");

  @Parameters(
      index = "0",
      paramLabel = "FROM",
      description = "A device, an address, or a host as site:berlin/plc1.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "Likewise, or service:NAME.")
  private String to = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PROTOCOL[/PORT]",
      description = "tcp/443, udp/53, icmp, tcp; all there is if it is left out.")
  private String traffic = "";

  WhyCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    Matcher parts = TRAFFIC.matcher(traffic);
    if (!traffic.isEmpty() && !parts.matches()) {
      throw Failure.input(
          "traffic", "\"" + traffic + "\" is no protocol and port", "as tcp/443, udp/53 or icmp");
    }
    JsonObject network = new Lookup(context()).network();
    JsonObject answer =
        manager()
            .get(
                "/api/v1/networks/" + View.text(network, "id") + "/why",
                Map.of(
                    "from",
                    from,
                    "to",
                    to,
                    "protocol",
                    traffic.isEmpty() ? "" : String.valueOf(parts.group(1)),
                    "port",
                    traffic.isEmpty() || parts.group(2) == null
                        ? ""
                        : String.valueOf(parts.group(2))))
            .document();
    output()
        .result(
            answer,
            () -> {
              output()
                  .line(
                      View.first(View.text(answer, "flow"), from + " -> " + to + " " + traffic)
                          + ": "
                          + View.first(
                              View.text(answer, "verdict"),
                              View.flag(answer, "allowed") ? "allowed" : "refused"));
              View.texts(answer, "reasons").forEach(reason -> output().line("  " + reason));
            });
  }
}
