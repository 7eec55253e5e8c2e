package io.omniedge.plugin.host;

import static io.omniedge.plugin.host.HostileHost.LITTLE_FUEL;
import static io.omniedge.plugin.host.HostileHost.asked;
import static io.omniedge.testkit.wasm.PluginModules.answer;
import static io.omniedge.testkit.wasm.PluginModules.importing;
import static io.omniedge.testkit.wasm.PluginModules.plugin;
import static io.omniedge.testkit.wasm.WasmBuilder.bytes;
import static io.omniedge.testkit.wasm.WasmBuilder.i32;
import static io.omniedge.testkit.wasm.WasmBuilder.join;
import static io.omniedge.testkit.wasm.WasmBuilder.loop;
import static io.omniedge.testkit.wasm.WasmBuilder.name;
import static io.omniedge.testkit.wasm.WasmBuilder.repeat;
import static io.omniedge.testkit.wasm.WasmBuilder.u32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.protocol.sign.SigningKey;
import io.omniedge.testkit.wasm.PluginModules;
import io.omniedge.testkit.wasm.WasmBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile plugins that do not get to work: each is refused with the reason, and others go on. */
class HostileModuleTest {
  private static final String REQUIRED_LOG = ",\"capabilities\":{\"required\":[\"log\"]}";
  private static final byte[] NOTHING = answer(8, 0);

  @TempDir Path directory;
  private HostileHost host;

  @BeforeEach
  void start() throws Exception {
    host = new HostileHost(directory);
  }

  @AfterEach
  void othersGoOn() throws Exception {
    try (HostileHost last = host) {
      last.goesOn();
    }
  }

  private void refused(String reason, WasmBuilder module, String more) {
    String said = host.refusal(module, more);
    assertTrue(said.contains(reason), said);
  }

  private void refused(String reason, WasmBuilder module) {
    refused(reason, module, "");
  }

  private void refused(String reason, String name) {
    String said = host.refusal(name);
    assertTrue(said.contains(reason), said);
  }

  @Test
  void loopOfTailCallsIsRefused() {
    refused("tail calls are not taken", "tail calls");
  }

  @Test
  void loopOfThrowAndCatchIsRefused() {
    refused("exceptions are not taken", "throw and catch");
  }

  @Test
  void secondMemoryIsRefused() {
    refused("2 memories", "second memory");
  }

  @Test
  void memoryOfSomebodyElseIsRefused() {
    refused("only functions can be imported", "memory of somebody else");
  }

  @Test
  void thirtyThousandPagesAreRefused() {
    refused("it wants 30000 pages", "30,000 pages");
  }

  @Test
  void morePagesThanItsTypeHasAreRefused() {
    refused("it may have 32", "33 pages");
  }

  @Test
  void growingATableIsRefused() {
    refused("table.grow is not taken", "growing table");
  }

  @Test
  void manyTablesAreRefused() {
    refused("100 tables", "100 tables");
  }

  @Test
  void arraysOfTheGarbageCollectorAreRefused() {
    refused("GC", "array of the garbage collector");
  }

  @Test
  void claimsOfWhatIsNotThereAreRefused() {
    refused("claims 2147483647", "claim of targets");
  }

  @Test
  void bombOfLocalsIsRefused() {
    refused("more than 2048 locals", "bomb of locals");
  }

  @Test
  void functionOfTwoMegabytesIsRefused() {
    refused("at most 1048576 are taken", "function of two megabytes");
  }

  @Test
  void functionThatIsTooLongToBeCompiledIsRefused() {
    refused("cannot be compiled to Java bytecode", "function too long to compile");
  }

  @Test
  void sixtyThousandFunctionsAreRefused() {
    refused("60003 functions; at most 10000", "60,000 functions");
  }

  @Test
  void twoHundredThousandNestedBlocksAreRefused() {
    refused("nested deeper than 256", "40,000 nested blocks");
    byte[] all = repeat(200_000, bytes(2, 0x40));
    refused("longer than 131072", asked(plugin(), all, repeat(200_000, bytes(0x0b)), NOTHING));
  }

  @Test
  void bombOfBranchTargetsIsRefused() {
    byte[] table = join(i32(0), bytes(0x0e), u32(500_000), repeat(500_001, bytes(0)));
    refused("longer than 131072", asked(plugin(), table));
    refused("100000 targets", "100,000 targets");
  }

  @Test
  void whatIsNoModuleIsRefused() {
    for (byte[] file :
        new byte[][] {
          "#!/bin/sh".getBytes(StandardCharsets.UTF_8),
          {},
          bytes(0, 'a', 's', 'm'),
          bytes(0, 'a', 's', 'm', 2, 0, 0, 0),
          bytes(0, 'a', 's', 'm', 0x0d, 0, 1, 0),
          Arrays.copyOf(asked(plugin(), NOTHING).build(), 100)
        }) {
      assertThrows(
          RefusedPackageException.class,
          () -> host.plugins().install(file, false),
          file.length + " bytes");
    }
  }

  @Test
  void codeOfTheWrongTypeIsRefused() {
    refused("not valid", asked(plugin(), i32(1)));
    refused("not valid", "code of the wrong type");
  }

  @Test
  void importWithoutItsCapabilityIsRefused() {
    refused("without the capability log", "import without capability");
  }

  @Test
  void importOfTheWrongTypeIsRefused() {
    refused("it imports omni.log(iiI)i, which is (iii)i", "import of the wrong type");
  }

  @Test
  void importThatThereIsNotIsRefused() {
    refused("there is no omni.exec", "import that there is not");
  }

  @Test
  void openingFilesThroughWasiIsRefused() {
    refused("path_open", "files through WASI");
  }

  @Test
  void requiredCapabilityThatIsNotGrantedKeepsItAway() throws Exception {
    host.plugins()
        .configure(
            "com.example.hostile", new PluginSettings(true, Optional.of(Set.of()), Map.of()));
    refused(
        "it requires log, which is not granted",
        asked(importing("log", "iii", "i"), NOTHING),
        REQUIRED_LOG);
  }

  @Test
  void counterOfTheFuelCannotBeNamed() {
    refused("there is no global 1", "counter of the fuel");
    refused("there is no function 3", "function that charges");
  }

  @Test
  void twoManifestsAreRefused() throws Exception {
    byte[] manifest =
        join(name("omni.manifest"), "{\"abi\":\"omni/1\"}".getBytes(StandardCharsets.UTF_8));
    byte[] file =
        join(
            Modules.packed(asked(plugin(), NOTHING), "1.0.0", "").bytes(),
            bytes(0),
            u32(manifest.length),
            manifest);
    String said =
        Objects.requireNonNull(
            assertThrows(RefusedPackageException.class, () -> host.plugins().install(file, false))
                .getMessage());
    assertEquals("it has 2 sections omni.manifest, not one", said);
  }

  @Test
  void manifestOfAnotherUnderTheSignatureIsRefused() throws Exception {
    SigningKey key = SigningKey.generate();
    byte[] signed =
        PluginPackage.sign(Modules.packed(asked(plugin(), NOTHING), "1.0.0", "").bytes(), key);
    String text = new String(signed, StandardCharsets.ISO_8859_1);
    byte[] swapped =
        text.replace("com.example.test", "com.example.best").getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(RefusedPackageException.class, () -> host.plugins().install(swapped, false));
  }

  @Test
  void endlessStartSectionKeepsItAway() {
    WasmBuilder module = plugin().function("", "", "", loop(bytes(0x0c, 0))).start(2);
    refused("did more than it may", asked(module, NOTHING), LITTLE_FUEL);
  }

  @Test
  void endlessInitKeepsItAway() {
    WasmBuilder module =
        asked(plugin(), NOTHING).function("omni_init", "ii", "I", loop(bytes(0x0c, 0)), NOTHING);
    refused("its start or init fails: it did more than it may", module, LITTLE_FUEL);
  }

  @Test
  void dataBehindTheEndOfTheMemoryKeepItAway() {
    refused("its start fails", "data behind the end");
  }

  @Test
  void elementsBehindTheEndOfTheTableKeepItAway() {
    refused("its start fails", "elements behind the end");
  }

  @Test
  void failingHealthKeepsTheOneBeforeAtWork() throws Exception {
    InstalledPlugin before = host.install(asked(plugin(), PluginModules.echo()), "1.0.0", "");
    WasmBuilder sick =
        asked(plugin(), NOTHING).function("omni_health", "ii", "I", loop(bytes(0x0c, 0)), NOTHING);
    String said = host.refusal(sick, "1.1.0", LITTLE_FUEL);
    assertTrue(said.contains("its health fails"), said);
    assertEquals("1.0.0", before.manifest().version().toString());
    assertEquals(7, host.ask().length);
  }
}
