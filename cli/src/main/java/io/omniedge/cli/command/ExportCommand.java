package io.omniedge.cli.command;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.QrText;
import io.omniedge.cli.wireguard.ClientConfiguration;
import io.omniedge.cli.wireguard.WireGuardKey;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "export",
    description = "Let a phone or computer join by the standard WireGuard app.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  omniedge export anna-phone --qr",
      "  omniedge export anna-laptop --file anna.conf --tag service",
      "  omniedge export lab-pc --gateway berlin-gw > /etc/wireguard/omni.conf"
    })
final class ExportCommand extends Task {
  @Parameters(paramLabel = "NAME", description = "What the client is called in the network.")
  private String name = "";

  @Option(
      names = "--gateway",
      paramLabel = "DEVICE",
      description =
          "The gateway it joins through; otherwise the manager chooses one with a public address.")
  private String gateway = "";

  @Option(names = "--tag", paramLabel = "TAG", description = "It gets it; may be repeated.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--group", paramLabel = "GROUP", description = "It gets into it; likewise.")
  private List<String> groups = new ArrayList<>();

  @Option(
      names = {"-o", "--file"},
      paramLabel = "FILE",
      description = "Write the configuration there, readable by you only.")
  private String file = "";

  @Option(names = "--qr", description = "Show it as a QR code, for the app on a phone.")
  private boolean qr;

  ExportCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    JsonObject wanted = wanted();
    if (file.isEmpty()) {
      export(wanted, Optional.empty());
      return;
    }
    // Before the manager makes the client: its key is nowhere else.
    try (NewPrivateFile target = NewPrivateFile.open(file)) {
      export(wanted, Optional.of(target));
    }
  }

  private JsonObject wanted() throws Failure {
    JsonObject.Builder wanted =
        JsonObject.builder()
            .put("network", View.text(new Lookup(context()).network(), "id"))
            .put("name", name)
            .put("tags", tags)
            .put("groups", groups);
    if (!gateway.isEmpty()) {
      wanted.put("gateway", new Lookup(context()).deviceId(gateway));
    }
    return wanted.build();
  }

  private void export(JsonObject wanted, Optional<NewPrivateFile> target) throws Failure {
    // Made here, and here it stays: the manager learns the public half.
    WireGuardKey key = WireGuardKey.generate();
    JsonObject.Builder body = JsonObject.builder().put("publicKey", key.publicKey());
    wanted.members().forEach(body::put);
    JsonObject answer = manager().post("/api/v1/clients", body.build()).document();
    String text = read(answer).exposeText(key);
    if (target.isPresent()) {
      target.get().write(text, "take the client out again: omniedge device revoke " + name);
    }
    JsonObject.Builder document =
        JsonObject.builder().put("client", answer).put("publicKey", key.publicKey());
    document.put(file.isEmpty() ? "configuration" : "file", file.isEmpty() ? text : file);
    output().result(document.build(), () -> show(text));
  }

  private void show(String text) {
    if (qr) {
      output().raw(QrText.of(text, output().hasColor()));
    }
    if (!file.isEmpty()) {
      output().remark("The configuration is in " + file + ".");
    } else if (!qr) {
      output().raw(text);
    }
    output().remark("To take the client out: omniedge device revoke " + name);
  }

  private static ClientConfiguration read(JsonObject answer) throws Failure {
    try {
      return ClientConfiguration.read(answer);
    } catch (ProtocolException e) {
      throw Failure.of(
          ExitStatus.GENERAL,
          "bad-answer",
          "the manager's answer cannot be read: " + e.getMessage(),
          "is omniedge older than the manager?");
    }
  }
}
