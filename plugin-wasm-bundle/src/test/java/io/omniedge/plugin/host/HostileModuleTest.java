package io.omniedge.plugin.host;

import static io.omniedge.plugin.host.HostileHost.LITTLE_FUEL;
import static io.omniedge.plugin.host.HostileHost.answer;
import static io.omniedge.plugin.host.HostileHost.asked;
import static io.omniedge.plugin.host.HostileHost.body;
import static io.omniedge.plugin.host.HostileHost.importing;
import static io.omniedge.plugin.host.HostileHost.plugin;
import static io.omniedge.plugin.module.WasmBuilder.bytes;
import static io.omniedge.plugin.module.WasmBuilder.i32;
import static io.omniedge.plugin.module.WasmBuilder.join;
import static io.omniedge.plugin.module.WasmBuilder.loop;
import static io.omniedge.plugin.module.WasmBuilder.name;
import static io.omniedge.plugin.module.WasmBuilder.repeat;
import static io.omniedge.plugin.module.WasmBuilder.u32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.module.WasmBuilder;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.protocol.sign.SigningKey;
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
  private static final int TYPE = 1;
  private static final int IMPORT = 2;
  private static final int MEMORY = 5;
  private static final int GLOBAL = 6;
  private static final int ELEMENT = 9;
  private static final String OPTIONAL_LOG = ",\"capabilities\":{\"optional\":[\"log\"]}";
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

  @Test
  void loopOfTailCallsIsRefused() {
    refused("tail calls are not taken", asked(plugin(), bytes(0x20, 0, 0x20, 1, 0x12, 2)));
  }

  @Test
  void loopOfThrowAndCatchIsRefused() {
    byte[] catching = loop(bytes(0x06, 0x40, 0x08, 0, 0x19, 0x0b), bytes(0x0c, 0));
    refused("exceptions are not taken", asked(plugin(), catching, NOTHING));
  }

  @Test
  void secondMemoryIsRefused() {
    refused("2 memories", asked(plugin().entry(MEMORY, bytes(0, 1)), NOTHING));
  }

  @Test
  void memoryOfSomebodyElseIsRefused() {
    WasmBuilder importing =
        new WasmBuilder().entry(IMPORT, name("omni"), name("memory"), bytes(2, 0), u32(1));
    refused("only functions can be imported", asked(body(importing, 1), NOTHING));
  }

  @Test
  void thirtyThousandPagesAreRefused() {
    refused("it wants 30000 pages", asked(body(new WasmBuilder(), 30_000), NOTHING));
  }

  @Test
  void morePagesThanItsTypeHasAreRefused() {
    refused("it may have 32", asked(body(new WasmBuilder(), 33), NOTHING));
  }

  @Test
  void growingATableIsRefused() {
    byte[] grow = join(bytes(0xd0, 0x70), i32(5_000_000), bytes(0xfc, 15, 0, 0x1a));
    refused("table.grow is not taken", asked(plugin().table(1), grow, NOTHING));
  }

  @Test
  void manyTablesAreRefused() {
    WasmBuilder module = plugin();
    for (int i = 0; i < 100; i++) {
      module.table(10_000);
    }
    refused("100 tables", asked(module, NOTHING));
  }

  @Test
  void arraysOfTheGarbageCollectorAreRefused() {
    refused("GC", asked(plugin().entry(TYPE, bytes(0x5e, 0x78, 1)), NOTHING));
  }

  @Test
  void claimsOfWhatIsNotThereAreRefused() {
    refused("claims 2147483647", asked(plugin(), bytes(0x0e), u32(0x7fff_ffff)));
  }

  @Test
  void bombOfLocalsIsRefused() {
    WasmBuilder module = plugin();
    byte[] locals = join(u32(1), u32(0xffff_ffffL), bytes(0x7f));
    module.functionWithLocals("omni_on_state_change", "ii", "I", locals, NOTHING);
    refused("more than 2048 locals", module);
  }

  @Test
  void functionOfTwoMegabytesIsRefused() {
    refused("at most 1048576 are taken", asked(plugin(), repeat(2 << 20, bytes(1)), NOTHING));
  }

  @Test
  void functionThatIsTooLongToBeCompiledIsRefused() {
    byte[] long_ = repeat(12_000, join(i32(0), i32(1), bytes(0x36, 2, 0)));
    refused("cannot be compiled to Java bytecode", asked(plugin(), long_, NOTHING));
  }

  @Test
  void sixtyThousandFunctionsAreRefused() {
    WasmBuilder module = asked(plugin(), NOTHING);
    for (int i = 0; i < 60_000; i++) {
      module.function("", "", "");
    }
    refused("60003 functions; at most 10000", module);
  }

  @Test
  void twoHundredThousandNestedBlocksAreRefused() {
    byte[] begins = repeat(40_000, bytes(2, 0x40));
    byte[] ends = repeat(40_000, bytes(0x0b));
    refused("nested deeper than 256", asked(plugin(), begins, ends, NOTHING));
    byte[] all = repeat(200_000, bytes(2, 0x40));
    refused("longer than 131072", asked(plugin(), all, repeat(200_000, bytes(0x0b)), NOTHING));
  }

  @Test
  void bombOfBranchTargetsIsRefused() {
    byte[] table = join(i32(0), bytes(0x0e), u32(500_000), repeat(500_001, bytes(0)));
    refused("longer than 131072", asked(plugin(), table));
    byte[] smaller = join(i32(0), bytes(0x0e), u32(100_000), repeat(100_001, bytes(0)));
    refused("100000 targets", asked(plugin(), smaller));
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
    refused("not valid", asked(plugin(), bytes(0x6a), NOTHING));
  }

  @Test
  void importWithoutItsCapabilityIsRefused() {
    refused("without the capability log", asked(importing("log", "iii", "i"), NOTHING));
  }

  @Test
  void importOfTheWrongTypeIsRefused() {
    refused(
        "it imports omni.log(iiI)i, which is (iii)i",
        asked(importing("log", "iiI", "i"), NOTHING),
        OPTIONAL_LOG);
  }

  @Test
  void importThatThereIsNotIsRefused() {
    refused("there is no omni.exec", asked(importing("exec", "ii", "i"), NOTHING));
  }

  @Test
  void openingFilesThroughWasiIsRefused() {
    WasmBuilder importing =
        new WasmBuilder().importFunction("wasi_snapshot_preview1", "path_open", "iiiiiIIii", "i");
    refused("path_open", asked(body(importing, 1), NOTHING));
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
    byte[] refuel = bytes(0x42, 0xff, 0x00, 0x24, 1);
    WasmBuilder writing = plugin().entry(GLOBAL, bytes(WasmBuilder.I64, 1, 0x42, 0, 0x0b));
    refused("there is no global 1", asked(writing, refuel, NOTHING));
    refused("there is no function 3", asked(plugin(), i32(-1), bytes(0x10, 3, 0x1a), NOTHING));
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
    WasmBuilder module = plugin().data(65_530, new byte[100]);
    refused("its start fails", asked(module, NOTHING));
  }

  @Test
  void elementsBehindTheEndOfTheTableKeepItAway() {
    WasmBuilder module = plugin().table(1).entry(ELEMENT, bytes(0), i32(1_000), bytes(0x0b, 1, 0));
    refused("its start fails", asked(module, NOTHING));
  }

  @Test
  void failingHealthKeepsTheOneBeforeAtWork() throws Exception {
    InstalledPlugin before = host.install(asked(plugin(), Modules.echo()), "1.0.0", "");
    WasmBuilder sick =
        asked(plugin(), NOTHING).function("omni_health", "ii", "I", loop(bytes(0x0c, 0)), NOTHING);
    String said = host.refusal(sick, "1.1.0", LITTLE_FUEL);
    assertTrue(said.contains("its health fails"), said);
    assertEquals("1.0.0", before.manifest().version().toString());
    assertEquals(7, host.ask().length);
  }
}
