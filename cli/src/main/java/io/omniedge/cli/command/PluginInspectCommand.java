package io.omniedge.cli.command;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.plugin.PluginFile;
import io.omniedge.cli.plugin.SigningKeyFile;
import io.omniedge.plugin.module.InvalidModuleException;
import io.omniedge.plugin.module.ModuleOutline;
import io.omniedge.plugin.module.Preflight;
import io.omniedge.plugin.pack.Abi;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.ConfigurationProperty;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.plugin.pack.TrustedKey;
import io.omniedge.protocol.json.JsonObject;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    description = "Show what a package is, what it may do, and who signed it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  omniedge plugin inspect plugin.wasm",
      "  omniedge plugin inspect plugin.wasm --key acme-public.pem"
    })
final class PluginInspectCommand extends Task {
  private static final List<String> LIFE = List.of("init", "health", "state_save", "state_load");

  @Parameters(paramLabel = "FILE", description = "The package.")
  private String file = "";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "A public key that must have signed it: 43 characters as keygen prints them, or a PEM"
              + " file.")
  private String key = "";

  PluginInspectCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    Path path = PluginFile.path(file);
    byte[] bytes = PluginFile.readModule(path);
    List<String> signers = signers(path, bytes);
    Manifest manifest = PluginFile.open(path, bytes).manifest();
    ModuleOutline outline = outline(path, bytes);
    String signature = signature(path, bytes, signers);
    List<String> imports =
        outline.imports().stream().map(wanted -> wanted.module() + "." + wanted.name()).toList();
    List<String> calls = calls(manifest, outline);
    JsonObject document =
        JsonObject.builder()
            .put("file", path.toString())
            .put("id", manifest.id())
            .put("version", manifest.version().toString())
            .put("type", manifest.type().text())
            .put("name", manifest.name())
            .put("bytes", bytes.length)
            .put("sha256", sha256(bytes))
            .put("signature", signature)
            .put("signedBy", signers)
            .put("required", texts(manifest.required()))
            .put("optional", texts(manifest.optional()))
            .put("hosts", manifest.hosts().stream().sorted().toList())
            .put("imports", imports)
            .put("calls", calls)
            .put(
                "configuration",
                manifest.configuration().stream().map(ConfigurationProperty::id).toList())
            .put(
                "limits",
                JsonObject.builder()
                    .put("wallMillis", manifest.limits().wallMillis())
                    .put("fuel", manifest.limits().fuel())
                    .put("pages", manifest.limits().pages())
                    .put("outputBytes", manifest.limits().outputBytes())
                    .put("storeBytes", manifest.limits().storeBytes())
                    .build())
            .build();
    output().result(document, () -> show(manifest, document, imports, calls));
  }

  private void show(
      Manifest manifest, JsonObject document, List<String> imports, List<String> calls) {
    Manifest.Limits limits = manifest.limits();
    output()
        .details(
            "Plugin", manifest.id() + " " + manifest.version(),
            "Name", manifest.name(),
            "Type", manifest.type().text(),
            "Signature", View.text(document, "signature"),
            "SHA-256", View.text(document, "sha256"),
            "Size", View.bytes(View.number(document, "bytes")),
            "Must have", String.join(", ", texts(manifest.required())),
            "Would like", String.join(", ", texts(manifest.optional())),
            "Hosts", String.join(", ", View.texts(document, "hosts")),
            "Form", String.join(", ", View.texts(document, "configuration")),
            "Answers", String.join(", ", calls),
            "Imports", String.join(", ", imports),
            "A call",
                String.format(
                    Locale.ROOT,
                    "%d ms, %,d instructions at most",
                    limits.wallMillis(),
                    limits.fuel()),
            "Memory", limits.pages() * 64 + " KiB at most",
            "Answer", View.bytes(limits.outputBytes()) + " at most",
            "Store", View.bytes(limits.storeBytes()) + " at most",
            "Gateway", manifest.minHost().map(host -> host + " or later").orElse(""));
  }

  private static List<String> signers(Path path, byte[] bytes) throws Failure {
    try {
      return PluginPackage.signedBy(bytes);
    } catch (RefusedPackageException e) {
      throw PluginFile.refused(path, e);
    }
  }

  private static ModuleOutline outline(Path path, byte[] bytes) throws Failure {
    try {
      return Preflight.check(bytes);
    } catch (InvalidModuleException e) {
      throw PluginFile.refused(path, new RefusedPackageException(String.valueOf(e.getMessage())));
    }
  }

  private String signature(Path path, byte[] bytes, List<String> signers) throws Failure {
    if (key.isEmpty()) {
      return signers.isEmpty()
          ? "none"
          : "says it is by " + String.join(", ", signers) + "; --key looks whether it is";
    }
    TrustedKey trusted = TrustedKey.ofAll("key", SigningKeyFile.readPublic(key));
    try {
      PluginPackage _ = PluginPackage.open(bytes, List.of(trusted), false);
      return "good, by " + trusted.key().id();
    } catch (RefusedPackageException e) {
      throw Failure.of(
          ExitStatus.GENERAL,
          "plugin-not-trusted",
          path + " is refused with the key " + trusted.key().id() + ": " + e.getMessage(),
          "");
    }
  }

  private static List<String> calls(Manifest manifest, ModuleOutline outline) {
    List<String> calls = new ArrayList<>();
    Stream.of(manifest.type().required(), manifest.type().optional(), LIFE)
        .flatMap(Collection::stream)
        .filter(call -> outline.export(Abi.PREFIX + call).isPresent())
        .forEach(calls::add);
    return calls;
  }

  private static List<String> texts(Collection<Capability> capabilities) {
    return capabilities.stream().sorted().map(Capability::text).toList();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
