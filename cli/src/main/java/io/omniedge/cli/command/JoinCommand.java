package io.omniedge.cli.command;

import io.omniedge.cli.member.DaemonProcess;
import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.MemberDaemon;
import io.omniedge.cli.member.MemberSettings;
import io.omniedge.cli.member.Membership;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "join",
    description = "Make this machine a member of a network, with a setup key.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  omniedge join 'omniedge://manager.example:8443/?key=...&ca=...'",
      "  omniedge join @/run/secrets/setup-key --foreground --ephemeral",
      "  omniedge join - --name db-1 --offer 10.20.0.0/16 < key"
    })
final class JoinCommand extends Task {
  /** Refusals that a second attempt with the same key does not change. */
  private static final Set<String> FINAL =
      Set.of(
          "setup-key-unknown",
          "setup-key-revoked",
          "setup-key-expired",
          "setup-key-used-up",
          "setup-key-source",
          "device-revoked");

  private static final String KEY_VARIABLE = "OMNIEDGE_SETUP_KEY";

  /** A daemon of ours answers after one. */
  static final long START_SECONDS = 30;

  @Parameters(
      arity = "0..1",
      paramLabel = "SETUP-KEY",
      description =
          "Its text, @FILE, or - for standard input; $$OMNIEDGE_SETUP_KEY if there is none.")
  private String key = "";

  @Option(names = "--name", paramLabel = "NAME", description = "Host name; the system's otherwise.")
  private String name = "";

  @Option(names = "--interface", paramLabel = "NAME", description = "Of the tunnel; omnimesh0.")
  private String interfaceName = "omnimesh0";

  @Option(names = "--port", paramLabel = "PORT", description = "UDP port; 51821, 0 for any.")
  private int port = 51821;

  @Option(names = "--mtu", paramLabel = "BYTES", description = "Of packets inside; 1420.")
  private int mtu = 1420;

  @Option(
      names = "--endpoint",
      paramLabel = "HOST:PORT",
      description = "Where peers reach it; its own addresses otherwise. May be repeated.")
  private List<String> endpoints = new ArrayList<>();

  @Option(
      names = "--offer",
      paramLabel = "PREFIX",
      description = "A network behind it that it would serve; may be repeated.")
  private List<String> offered = new ArrayList<>();

  @Option(names = "--offer-lan", description = "Offer the networks it is connected to.")
  private boolean offerLan;

  @Option(names = "--ephemeral", description = "The manager may forget it once it is offline.")
  private boolean ephemeral;

  @Option(
      names = "--names-address",
      paramLabel = "ADDRESS",
      description = "Answer names of the network there, as 127.0.0.77; not at all otherwise.")
  private String namesAddress = "";

  @Option(
      names = "--foreground",
      description = "Stay in the foreground, as containers and systemd want it.")
  private boolean foreground;

  @Option(
      names = "--wait-seconds",
      paramLabel = "SECONDS",
      description =
          "Wait so long for an answer of the manager; 60. A key that is refused ends it at once.")
  private int waitSeconds = 60;

  JoinCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    SetupKey setupKey = setupKey();
    MemberSettings settings = settings();
    Places places = Places.of(context().surroundings().environment());
    LocalMember member = new LocalMember(places);
    if (member.isRunning()) {
      throw Failure.of(
          ExitStatus.GENERAL,
          "running",
          "this machine is up as a member already",
          "leave first with: omniedge leave - or stop it with: omniedge down");
    }
    Membership membership = new Membership(places);
    membership.store(settings, setupKey);
    if (foreground) {
      MemberDaemon.run(places, settings, Omniedge.version());
      return;
    }
    DaemonProcess.start(places).awaitReady(START_SECONDS);
    JsonObject status = await(member, membership);
    output()
        .done(
            status,
            View.text(status, "membership").equals("pending")
                ? "This machine waits for approval and reaches nobody yet. It is "
                    + View.text(status, "device")
                    + "; let it in with: omniedge device approve "
                    + View.text(status, "device")
                : "This machine is "
                    + View.text(status, "device")
                    + " in network "
                    + View.text(status, "network")
                    + ".");
  }

  private JsonObject await(LocalMember member, Membership membership) throws Failure {
    JsonObject status = JsonObject.EMPTY;
    for (int waited = 0; waited <= waitSeconds; waited++) {
      status = member.ask("status");
      if (View.text(status, "phase").equals("member") && !membership.hasKey()) {
        return status;
      }
      if (FINAL.contains(View.text(status, "refusal"))) {
        throw givenUp(member, membership, status, "the manager does not let this machine in");
      }
      context().pause(1);
    }
    throw givenUp(
        member,
        membership,
        status,
        "the manager has not let this machine in within " + waitSeconds + " s");
  }

  private static Failure givenUp(
      LocalMember member, Membership membership, JsonObject status, String sentence)
      throws Failure {
    // Nothing that failed goes on in the background unasked.
    member.text("stop");
    membership.forgetKey();
    String problems = String.join("; ", View.texts(status, "problems"));
    boolean unreachable = problems.isEmpty() || problems.contains("cannot be reached");
    return Failure.of(
        unreachable ? ExitStatus.NETWORK : ExitStatus.GENERAL,
        "not-enrolled",
        sentence + (problems.isEmpty() ? "" : ": " + problems),
        "join again when that is mended; nothing runs now");
  }

  private SetupKey setupKey() throws Failure {
    String text = key.isEmpty() ? context().surroundings().variable(KEY_VARIABLE) : key;
    if (text.equals("-")) {
      text = context().readLine();
    } else if (text.startsWith("@")) {
      text = TextFile.read(text.substring(1), context());
    }
    if (text.isBlank()) {
      throw Failure.input(
          "setup-key", "there is no setup key", "make one with: omniedge setup-key create NAME");
    }
    try {
      return SetupKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw Failure.input(
          "setup-key",
          "the setup key cannot be taken: " + e.getMessage(),
          "quote it: the shell takes the & in it for something else");
    }
  }

  private MemberSettings settings() throws Failure {
    try {
      return new MemberSettings(
          name.isEmpty() ? hostName() : name,
          interfaceName,
          port,
          mtu,
          endpoints,
          offered.stream().map(Prefix::parse).toList(),
          offerLan,
          ephemeral,
          namesAddress);
    } catch (IllegalArgumentException e) {
      throw Failure.input("settings", String.valueOf(e.getMessage()), "");
    }
  }

  /** What the system is called, as a label. */
  private static String hostName() {
    String name;
    try {
      name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      name = "";
    }
    String label =
        name.toLowerCase(Locale.ROOT).replaceAll("\\..*", "").replaceAll("[^a-z0-9-]", "-");
    label = label.substring(0, Math.min(63, label.length())).replaceAll("^-+|-+$", "");
    return label.isEmpty() ? "member" : label;
  }
}
