package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.plugin.PluginFile;
import io.omniedge.cli.plugin.SigningKeyFile;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.sign.SigningKey;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omniedge plugin pack}, {@code keygen} and {@code sign}: what makes a module a package. */
final class PluginPackageCommands {
  private static final int MAX_MANIFEST = 64 << 10;

  private PluginPackageCommands() {}

  /** A command that makes a file of another, or puts it in its place. */
  abstract static class Rewriting extends Task {
    @Parameters(paramLabel = "FILE", description = "The WebAssembly module.")
    private String module = "";

    @Option(
        names = {"-o", "--file"},
        paramLabel = "FILE",
        description = "Where to write it; over the module otherwise.")
    private String file = "";

    Rewriting(Context context) {
      super(context);
    }

    final Path from() throws Failure {
      return PluginFile.path(module);
    }

    final Path to() throws Failure {
      return file.isEmpty() ? from() : PluginFile.path(file);
    }
  }

  @Command(
      name = "pack",
      description = {
        "Put a manifest into a module that any toolchain made.",
        "A signature on it is lost."
      },
      footerHeading = "%nExamples:%n",
      footer = "  omniedge plugin pack module.wasm --manifest manifest.json --file plugin.wasm")
  static final class Pack extends Rewriting {
    @Option(
        names = "--manifest",
        required = true,
        paramLabel = "FILE",
        description = "What it says of itself; one that is in it is replaced.")
    private String manifest = "";

    Pack(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      Path from = from();
      Path to = to();
      byte[] packed;
      try {
        packed =
            PluginPackage.pack(
                PluginFile.readModule(from),
                PluginFile.read(PluginFile.path(manifest), MAX_MANIFEST));
      } catch (RefusedPackageException e) {
        throw Failure.input(
            "plugin-refused", from + " with " + manifest + " is no plugin: " + e.getMessage(), "");
      }
      PluginFile.write(to, packed);
      PluginPackage plugin = PluginFile.open(to, packed);
      String name = plugin.manifest().id() + " " + plugin.manifest().version();
      output()
          .done(
              JsonObject.builder()
                  .put("file", to.toString())
                  .put("id", plugin.manifest().id())
                  .put("version", plugin.manifest().version().toString())
                  .put("bytes", packed.length)
                  .build(),
              to + ": " + name + ", " + View.bytes(packed.length) + ", not signed");
    }
  }

  @Command(
      name = "keygen",
      description = "Make a key to sign plugins with; prints its public half.",
      footerHeading = "%nExamples:%n",
      footer = "  omniedge plugin keygen acme.pem")
  static final class Keygen extends Task {
    @Parameters(paramLabel = "FILE", description = "Where to write the private key; a new file.")
    private String file = "";

    Keygen(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      SigningKey key = SigningKey.generate();
      try (NewPrivateFile target = NewPrivateFile.open(file)) {
        target.write(SigningKeyFile.exposePem(key), "there is no key; try again elsewhere");
      }
      JsonObject document = shown(key).put("file", file).build();
      output()
          .result(
              document,
              () -> {
                output().line(key.verifyKey().toString());
                output()
                    .remark("That is the public half, for the gateways; keep " + file + " secret.");
              });
    }
  }

  @Command(
      name = "sign",
      description = {
        "Sign a package, so that gateways which trust the key take it.",
        "A signature on it is replaced."
      },
      footerHeading = "%nExamples:%n",
      footer = "  omniedge plugin sign plugin.wasm --key acme.pem")
  static final class Sign extends Rewriting {
    @Option(
        names = "--key",
        required = true,
        paramLabel = "FILE",
        description = "The private key: Ed25519 in PEM, as keygen or openssl genpkey writes it.")
    private String keyFile = "";

    Sign(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      Path from = from();
      Path to = to();
      byte[] bytes = PluginFile.readModule(from);
      PluginPackage opened = PluginFile.open(from, bytes); // what no gateway takes is not signed
      SigningKey key = SigningKeyFile.read(PluginFile.path(keyFile));
      try {
        PluginFile.write(to, PluginPackage.sign(bytes, key));
      } catch (RefusedPackageException e) {
        throw PluginFile.refused(from, e);
      }
      output()
          .done(
              shown(key).put("file", to.toString()).put("id", opened.manifest().id()).build(),
              to
                  + ": "
                  + opened.manifest().id()
                  + " "
                  + opened.manifest().version()
                  + ", signed by "
                  + key.verifyKey().id());
    }
  }

  private static JsonObject.Builder shown(SigningKey key) {
    return JsonObject.builder()
        .put("key", key.verifyKey().toString())
        .put("keyId", key.verifyKey().id());
  }
}
