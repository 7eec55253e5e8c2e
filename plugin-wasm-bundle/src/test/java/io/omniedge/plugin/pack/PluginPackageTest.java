package io.omniedge.plugin.pack;

import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.join;
import static io.omniedge.testkit.wasm.WasmBuilder.name;
import static io.omniedge.testkit.wasm.WasmBuilder.u32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.protocol.sign.VerifyKey;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginPackageTest {
  private static final String MANIFEST =
      "{\"abi\":\"omni/1\",\"id\":\"com.example.hook\",\"version\":\"1.2.0\",\"type\":\"event-hooks\"}";

  /** RFC 8032, 7.1, test 1. */
  private static final VerifyKey KNOWN =
      VerifyKey.parse("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

  /**
   * Made by openssl with that key, of "wasmsig" 01 01 01 and the SHA-256 of what follows the
   * signature: {@code openssl pkeyutl -sign -rawin -inkey key.pem -in message}.
   */
  private static final String BY_OPENSSL =
      "23c789a1205eeb6258065d150138bc0ac6019487c6f59a1b87b47d72d132d429"
          + "6f60c74d22db39af7fe6653417838a9128e47f6a437ed042224816c2e08db30d";

  private static WasmBuilder module() {
    return new WasmBuilder()
        .memory(1)
        .function("omni_abi_v1", "", "", bytes())
        .function("omni_alloc", "i", "i", i32(1_024))
        .function("omni_on_state_change", "ii", "I", bytes(0x42, 2));
  }

  private static byte[] packed(String manifest) throws RefusedPackageException {
    return PluginPackage.pack(module().build(), manifest.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusal(byte[] file, List<TrustedKey> trusted, boolean takesUnsigned) {
    return String.valueOf(
        assertThrows(
                RefusedPackageException.class,
                () -> PluginPackage.open(file, trusted, takesUnsigned))
            .getMessage());
  }

  /** The section as the conventions say, put together here. */
  private static byte[] withSignature(byte[] packed, String keyId, byte[] signature)
      throws Exception {
    byte[] sections = Arrays.copyOfRange(packed, 8, packed.length);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(sections);
    byte[] one = join(name(keyId), bytes(1), u32(signature.length), signature);
    byte[] set = join(bytes(1), hash, bytes(1), u32(one.length), one);
    byte[] content = join(name("signature"), bytes(1, 1, 1, 1), u32(set.length), set);
    return join(Arrays.copyOf(packed, 8), bytes(0), u32(content.length), content, sections);
  }

  @Test
  void takesWhatOpensslSigned() throws Exception {
    byte[] file = withSignature(packed(MANIFEST), "", HexFormat.of().parseHex(BY_OPENSSL));
    TrustedKey key = TrustedKey.ofAll("vendor", KNOWN);
    PluginPackage opened = PluginPackage.open(file, List.of(key), false);
    assertEquals(Optional.of(key), opened.signer());
    assertEquals("com.example.hook", opened.manifest().id());
    assertEquals(PluginType.EVENT_HOOKS, opened.manifest().type());
    assertArrayEquals(file, opened.bytes());
  }

  @Test
  void everyChangedByteIsNoticed() throws Exception {
    SigningKey signer = SigningKey.generate();
    List<TrustedKey> trusted = List.of(TrustedKey.ofAll("us", signer.verifyKey()));
    byte[] file = PluginPackage.sign(packed(MANIFEST), signer);
    assertEquals("1.2.0", PluginPackage.open(file, trusted, false).manifest().version().toString());
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 0x04;
      if (!isInKeyName(file, i, signer)) {
        String reason = refusal(changed, trusted, false);
        assertTrue(!reason.isEmpty(), "byte " + i);
      }
    }
  }

  /** The name of a key is a hint; nothing depends on it. */
  private static boolean isInKeyName(byte[] file, int at, SigningKey signer) {
    String id = signer.verifyKey().id();
    int start = new String(file, StandardCharsets.ISO_8859_1).indexOf(id);
    return at >= start && at < start + id.length();
  }

  @Test
  void onlyTheTrustedSign() throws Exception {
    SigningKey signer = SigningKey.generate();
    byte[] file = PluginPackage.sign(packed(MANIFEST), signer);
    List<TrustedKey> others = List.of(TrustedKey.ofAll("other", KNOWN));
    assertTrue(refusal(file, others, false).contains("no trusted key signed"));
    assertTrue(refusal(file, others, true).contains("no trusted key signed"), "wrong is not none");
    assertTrue(refusal(packed(MANIFEST), others, false).contains("not signed"));
    assertTrue(PluginPackage.open(packed(MANIFEST), others, true).signer().isEmpty());

    TrustedKey narrow =
        new TrustedKey(
            "narrow", signer.verifyKey(), List.of("com.acme.*"), EnumSet.allOf(PluginType.class));
    assertTrue(refusal(file, List.of(narrow), false).contains("may not sign com.example.hook"));
    TrustedKey other =
        new TrustedKey("other", signer.verifyKey(), List.of("*"), EnumSet.of(PluginType.QOS));
    assertTrue(refusal(file, List.of(other), false).contains("of type event-hooks"));
  }

  @Test
  void aSignatureElsewhereOrTwiceIsNone() throws Exception {
    SigningKey signer = SigningKey.generate();
    List<TrustedKey> trusted = List.of(TrustedKey.ofAll("us", signer.verifyKey()));
    byte[] packed = packed(MANIFEST);
    byte[] file = PluginPackage.sign(packed, signer);
    byte[] section = Arrays.copyOfRange(file, 8, file.length - (packed.length - 8));
    byte[] moved = join(packed, section);
    assertTrue(refusal(moved, trusted, true).contains("not its first section"));
    assertTrue(refusal(moved, trusted, false).contains("not signed"));
    byte[] doubled = PluginPackage.sign(join(packed, section), signer);
    assertTrue(refusal(doubled, trusted, false).contains("not its first section"));
    // Signing again takes the place of the first signature.
    assertArrayEquals(file, PluginPackage.sign(file, signer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"abi\":\"omni/1\"' | '\"abi\":\"omni/2\"' | speaks omni/1",
        "event-hooks | weather | type",
        "com.example.hook | Hook | id",
        "1.2.0 | latest | version",
        "'\"version\"' | '\"host\":[],\"version\"' | host: there is no such member here",
        "'\"version\"' | '\"limits\":{\"pagse\":3},\"version\"' | limits.pagse: there is no such member",
        "'\"version\"' | '\"capabilities\":{\"require\":[]},\"version\"' | capabilities.require: there is no",
        "'\"version\"' | '\"configuration\":[{\"id\":\"a\",\"type\":\"integer\",\"maximum\":\"5\"}],\"version\"'"
            + " | configuration[0].maximum: there is no",
        "'\"version\"' | '\"limits\":{\"fuel\":9000000},\"version\"' | fuel",
        "'\"version\"' | '\"hosts\":[\"example.com\"],\"version\"' | go together",
        "event-hooks | qos | omni_classify_packet",
        "'\"version\"' | '\"configuration\":[{\"id\":\"a\",\"type\":\"float\",\"min\":\"1d\"}],\"version\"' | no"
            + " float",
        "'\"version\"' | '\"configuration\":[{\"id\":\"a\",\"type\":\"integer\",\"default\":\"9\",\"max\":\"5\"}],"
            + "\"version\"' | more than 5",
        "'\"version\"' | '\"configuration\":[{\"id\":\"a\",\"type\":\"integer\",\"min\":\"9\",\"max\":\"1\"}],"
            + "\"version\"' | less than min",
        "'\"version\"' | '\"configuration\":[{\"id\":\"a\",\"type\":\"string\",\"default\":\"x\","
            + "\"options\":[\"y\"]}],\"version\"' | none of y"
      })
  void aWrongManifestIsRefusedWithTheReason(String right, String wrong, String reason) {
    String manifest = MANIFEST.replace(right, wrong);
    String said =
        String.valueOf(
            assertThrows(RefusedPackageException.class, () -> packed(manifest)).getMessage());
    assertTrue(said.contains(reason), said);
  }

  @Test
  void packingTakesThePlaceOfAManifest() throws Exception {
    byte[] again =
        PluginPackage.pack(
            packed(MANIFEST), MANIFEST.replace("1.2.0", "1.3.0").getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "1.3.0", PluginPackage.open(again, List.of(), true).manifest().version().toString());
  }

  @Test
  void whatIsNoPluginIsRefused() {
    assertTrue(refusal(bytes(1, 2, 3), List.of(), true).contains("no WebAssembly module"));
    assertTrue(refusal(module().build(), List.of(), true).contains("omni.manifest"));
    assertTrue(refusal(new byte[2 << 20], List.of(), true).contains("at most"));
  }
}
