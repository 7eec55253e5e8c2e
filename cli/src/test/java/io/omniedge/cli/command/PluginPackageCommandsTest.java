package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginPackageCommandsTest {
  /** The smallest of its kind, assembled by hand: functions that give constants. */
  private static final String MODULE =
      "0061736d01000000"
          + "010f0360000060017f017f60027f7f017e" // types ()→(), (i32)→i32, (i32 i32)→i64
          + "030403000102" // functions
          + "0503010001" // a memory of one page
          + "073c04066d656d6f727902000b6f6d6e695f6162695f763100000a6f6d6e695f616c6c" // exports
          + "6f630001146f6d6e695f636c6173736966795f7061636b65740002"
          + "0a0f0302000b05004180080b040042030b"; // code: nothing, i32.const 1024, i64.const 3

  private static final String MANIFEST =
      "{\"abi\":\"omni/1\",\"id\":\"com.acme.first\",\"version\":\"1.2.0\",\"type\":\"qos\","
          + "\"capabilities\":{\"optional\":[\"log\"]},\"limits\":{\"fuel\":5000}}";

  @TempDir private Path home = Path.of("");
  private PluginWorkshop workshop = new PluginWorkshop(home);
  private Terminal terminal = workshop.terminal();
  private String module = "";
  private String manifest = "";

  @BeforeEach
  void write() throws Exception {
    workshop = new PluginWorkshop(home);
    terminal = workshop.terminal();
    module = workshop.write("module.wasm", HexFormat.of().parseHex(MODULE));
    manifest = workshop.write("manifest.json", MANIFEST);
  }

  private String packed() {
    String file = workshop.path("plugin.wasm");
    terminal.run("plugin", "pack", module, "--manifest", manifest, "--file", file).ok();
    return file;
  }

  @Test
  void packsSignsAndInspects() throws Exception {
    String plugin = workshop.path("plugin.wasm");
    terminal
        .run("plugin", "pack", module, "--manifest", manifest, "-o", plugin)
        .ok()
        .says("com.acme.first 1.2.0")
        .says("not signed");
    terminal.run("plugin", "inspect", plugin).ok().says("none").says("5,000 instructions");

    String key = workshop.path("acme.pem");
    String publicKey = terminal.run("plugin", "keygen", key).ok().out().strip();
    assertEquals(43, publicKey.length());
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(key))));
    terminal.run("plugin", "sign", plugin, "--key", key).ok().says("signed by");

    terminal.run("plugin", "inspect", plugin).ok().says("says it is by").says("--key");
    var shown = terminal.run("plugin", "inspect", plugin, "--key", publicKey, "--json").ok().json();
    assertTrue(View.text(shown, "signature").startsWith("good, by "), shown.toJson());
    assertEquals("classify_packet", View.text(shown, "calls"));
    assertEquals("log", View.text(shown, "optional"));
    assertEquals(5_000, View.number(View.object(shown, "limits"), "fuel"));
    assertEquals(64, View.text(shown, "sha256").length());
  }

  @Test
  void aKeyOfOpensslSignsAndItsPublicHalfIsTaken() throws Exception {
    String key = workshop.path("openssl.pem");
    String publicKey = workshop.path("public.pem");
    openssl("genpkey", "-algorithm", "ed25519", "-out", key);
    openssl("pkey", "-in", key, "-pubout", "-out", publicKey);
    String plugin = packed();
    terminal.run("plugin", "sign", plugin, "--key", key, "--file", plugin + ".signed").ok();
    terminal.run("plugin", "inspect", plugin + ".signed", "--key", publicKey).ok().says("good, by");
    terminal
        .run("plugin", "inspect", plugin, "--key", publicKey)
        .failed(1)
        .complains("it is not signed");
  }

  private static void openssl(String... arguments) throws Exception {
    var command = new java.util.ArrayList<>(java.util.List.of("openssl"));
    command.addAll(java.util.List.of(arguments));
    assertEquals(
        0,
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor());
  }

  @Test
  void aChangedByteAndAnotherKeyAreNoticed() throws Exception {
    String plugin = packed();
    String key = workshop.path("a.pem");
    String publicKey = terminal.run("plugin", "keygen", key).ok().out().strip();
    String other = terminal.run("plugin", "keygen", workshop.path("b.pem")).ok().out().strip();
    terminal.run("plugin", "sign", plugin, "--key", key).ok();
    terminal
        .run("plugin", "inspect", plugin, "--key", other)
        .failed(1)
        .complains("no trusted key signed these bytes");
    byte[] changed = workshop.bytes("plugin.wasm");
    int version = new String(changed, StandardCharsets.ISO_8859_1).indexOf("1.2.0");
    changed[version] = '9';
    String tampered = workshop.write("tampered.wasm", changed);
    assertEquals(
        "plugin-not-trusted",
        View.text(
            terminal.run("plugin", "inspect", tampered, "--key", publicKey, "--json").error(),
            "code"));
  }

  @Test
  void signingAgainTakesThePlaceOfTheSignature() {
    String plugin = packed();
    String key = workshop.path("a.pem");
    terminal.run("plugin", "keygen", key).ok();
    terminal.run("plugin", "sign", plugin, "--key", key).ok();
    byte[] once = workshop.bytes("plugin.wasm");
    terminal.run("plugin", "sign", plugin, "--key", key).ok();
    assertArrayEquals(once, workshop.bytes("plugin.wasm"));
  }

  @Test
  void whatNoGatewayTakesIsNeitherPackedNorSignedNorShown() throws Exception {
    String wrong = workshop.write("wrong.json", MANIFEST.replace("1.2.0", "latest"));
    terminal
        .run("plugin", "pack", module, "--manifest", wrong)
        .failed(5)
        .complains(wrong)
        .complains("version \"latest\"");
    String other = workshop.write("other.json", MANIFEST.replace("qos", "authentication"));
    terminal
        .run("plugin", "pack", module, "--manifest", other)
        .failed(5)
        .complains("omni_supported_methods");
    assertArrayEquals(HexFormat.of().parseHex(MODULE), workshop.bytes("module.wasm"));
    String key = workshop.path("a.pem");
    terminal.run("plugin", "keygen", key).ok();
    terminal.run("plugin", "sign", module, "--key", key).failed(5).complains("omni.manifest");
    terminal.run("plugin", "inspect", module).failed(5).complains("omni.manifest");
    String text = workshop.write("text.wasm", "I am no module");
    terminal.run("plugin", "inspect", text).failed(5).complains("no WebAssembly module");
    String huge = workshop.write("huge.wasm", new byte[2 << 20]);
    terminal.run("plugin", "inspect", huge).failed(5).complains("more than 1048576 bytes");
    String component =
        workshop.write("component.wasm", HexFormat.of().parseHex("0061736d0d000100"));
    terminal.run("plugin", "inspect", component).failed(5);
    terminal.run("plugin", "inspect", workshop.path("none")).failed(5).complains("no such file");
  }

  @Test
  void aKeyIsMadeOnceReadByItsOwnerAndOfTheRightKind() throws Exception {
    String key = workshop.path("a.pem");
    terminal.run("plugin", "keygen", key).ok();
    byte[] before = workshop.bytes("a.pem");
    terminal.run("plugin", "keygen", key).failed(5).complains("exists");
    assertArrayEquals(before, workshop.bytes("a.pem"));
    String plugin = packed();
    Files.setPosixFilePermissions(Path.of(key), PosixFilePermissions.fromString("rw-r--r--"));
    terminal.run("plugin", "sign", plugin, "--key", key).failed(2).complains("chmod 600");
    String rsa = workshop.path("rsa.pem");
    openssl("genpkey", "-algorithm", "rsa", "-out", rsa);
    terminal
        .run("plugin", "sign", plugin, "--key", rsa)
        .failed(5)
        .complains("no private key of Ed25519");
    terminal.run("plugin", "inspect", plugin, "--key", key).failed(5).complains("PUBLIC KEY");
    terminal.run("plugin", "sign", plugin, "--key", manifest).failed(2);
    Terminal.Result shown = terminal.run("plugin", "keygen", workshop.path("c.pem"), "--json").ok();
    String secret = new String(workshop.bytes("c.pem"), StandardCharsets.US_ASCII);
    assertFalse(shown.out().contains(secret.lines().skip(1).findFirst().orElse("")), shown.out());
  }
}
