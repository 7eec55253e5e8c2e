package io.omniedge.cli.command;

import io.omniedge.cli.bundle.Redactor;
import io.omniedge.cli.bundle.SupportBundle;
import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.profile.Profile;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "support-bundle",
    description = "Collect what support needs into a .tar.gz, without secrets.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  omniedge support-bundle",
      "  omniedge support-bundle berlin-gw --file bundle.tar.gz"
    })
final class SupportBundleCommand extends Task {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /** The end of a log is what matters. */
  private static final int LOG_BYTES = 1 << 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      description = "Also what this gateway collects, by way of the manager.")
  private String device = "";

  @Option(
      names = {"-o", "--file"},
      paramLabel = "FILE",
      description = "Where to write it; omniedge-support-TIME.tar.gz otherwise.")
  private String file = "";

  private final Map<String, List<String>> reasons = new LinkedHashMap<>();
  private final Set<String> advice = new LinkedHashSet<>();

  /** What could not be had, and why. */
  private final SortedMap<String, String> missing = new TreeMap<>();

  SupportBundleCommand(Context context) {
    super(context);
  }

  /** Something that may not be to be had; the bundle then says why. */
  private interface Part {
    String text() throws Failure;
  }

  @Override
  void run() throws Failure {
    SupportBundle bundle = new SupportBundle(new Redactor(ownSecrets()));
    bundle.add("machine.json", machine().toJson());
    bundle.add("profile.txt", profile());
    addMember(bundle);
    add(bundle, "manager/me.json", () -> manager().get("/api/v1/me").text());
    add(bundle, "manager/health.json", () -> manager().get("/api/v1/healthz").text());
    add(bundle, "manager/networks.json", () -> manager().get("/api/v1/networks").text());
    if (!device.isEmpty()) {
      JsonObject shown = new Lookup(context()).device(device); // a wrong name is the caller's
      String path = "/api/v1/devices/" + View.text(shown, "id");
      bundle.add("device/device.json", shown.toJson());
      add(
          bundle,
          "device/reported.json",
          () -> manager().get(path + "/configuration/reported").text());
      add(
          bundle,
          "device/support-bundle.txt",
          () ->
              View.text(
                  new RemoteCommand(context(), device).run("support-bundle", JsonObject.EMPTY),
                  "result"));
    }
    write(bundle);
  }

  private void addMember(SupportBundle bundle) {
    Places places = Places.of(context().surroundings().environment());
    LocalMember member = new LocalMember(places);
    if (member.isRunning()) {
      add(bundle, "member/status.json", () -> member.text("status"));
      add(bundle, "member/peers.json", () -> member.text("peers"));
    }
    if (Files.isReadable(places.log())) {
      try {
        bundle.add("member/log.txt", end(places.log()));
      } catch (IOException e) {
        bundle.add("member/log.txt", "cannot be read: " + e);
      }
    }
  }

  private static String end(Path log) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, in.length() - LOG_BYTES);
      byte[] bytes = new byte[(int) (in.length() - start)];
      in.seek(start);
      in.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private void add(SupportBundle bundle, String name, Part part) {
    try {
      bundle.add(name, part.text());
    } catch (Failure e) {
      bundle.add(name, "not to be had: " + e.text() + "\n");
      missing.put(name, e.text());
      reasons.computeIfAbsent(e.text(), _ -> new ArrayList<>()).add(name);
      advice.add(e.advice());
    }
  }

  private static JsonObject machine() {
    JsonObject.Builder machine = JsonObject.builder();
    for (String property :
        List.of("os.name", "os.version", "os.arch", "java.version", "java.vendor")) {
      machine.put(property, String.valueOf(System.getProperty(property)));
    }
    return machine
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("omniedge", Omniedge.version())
        .build();
  }

  private String profile() {
    try {
      return context()
          .profileFile()
          .load()
          .map(profile -> profile + ", authority " + profile.manager().authority())
          .orElse("not signed in");
    } catch (Failure e) {
      return e.text();
    }
  }

  /** Those of this machine: they must not be in it, whatever text they stand in. */
  private List<String> ownSecrets() throws Failure {
    List<String> secrets = new ArrayList<>();
    context().apiKey().ifPresent(secrets::add);
    Optional<Profile> profile = context().profileFile().load();
    if (profile.isPresent()) {
      profile.get().exposeApiKey().ifPresent(secrets::add);
      profile
          .get()
          .tokens()
          .ifPresent(
              tokens -> {
                secrets.add(tokens.exposeAccess());
                secrets.add(tokens.exposeRefresh());
              });
    }
    return secrets;
  }

  private static JsonObject texts(Map<String, String> texts) {
    JsonObject.Builder document = JsonObject.builder();
    texts.forEach(document::put);
    return document.build();
  }

  private void write(SupportBundle bundle) throws Failure {
    var now = context().surroundings().clock().instant();
    Path target =
        Path.of(file.isEmpty() ? "omniedge-support-" + STAMP.format(now) + ".tar.gz" : file);
    try {
      bundle.write(target, now);
    } catch (FileAlreadyExistsException e) {
      throw Failure.input("file-exists", target + " exists; it is not replaced", "");
    } catch (IOException e) {
      throw Failure.input("file", "cannot write " + target + ": " + e, "");
    }
    reasons.forEach(
        (reason, names) ->
            output().notice("It is without " + String.join(", ", names) + ": " + reason));
    advice.stream().filter(text -> !text.isEmpty()).forEach(text -> output().notice("  " + text));
    output()
        .result(
            JsonObject.builder()
                .put("file", target.toString())
                .put("contents", bundle.names())
                .put("missing", texts(missing))
                .build(),
            () -> {
              output().line(target.toString());
              output().remark("Secrets are taken out; look through it before you send it.");
            });
  }
}
