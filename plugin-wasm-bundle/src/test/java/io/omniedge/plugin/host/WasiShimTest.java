package io.omniedge.plugin.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.engine.EngineException;
import io.omniedge.plugin.engine.HostCall;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.module.ModuleImport;
import io.omniedge.plugin.module.Signature;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.SemanticVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WasiShimTest {
  private final List<String> said = new ArrayList<>();
  private final PluginCounters counters = new PluginCounters();
  private final FlatMemory memory = new FlatMemory();

  private HostFunctions functions(String capabilities, Set<Capability> granted) {
    Manifest manifest = Modules.manifest(",\"capabilities\":{\"optional\":[" + capabilities + "]}");
    return new HostFunctions(
        manifest,
        granted,
        Map.of(),
        new KeyValueStore(0),
        new PluginEnvironment(
            new SemanticVersion(1, 0, 0),
            new NoServices() {
              @Override
              public void log(String plugin, Severity severity, String line) {
                said.add(severity + " " + line);
              }
            },
            InstantSource.fixed(Instant.ofEpochMilli(77)),
            () -> 88,
            new Random(1),
            PluginEnvironment.OFFLINE),
        counters);
  }

  private static ModuleImport wanted(String name, String parameters, String results) {
    return new ModuleImport(WasiShim.MODULE, name, new Signature(parameters, results));
  }

  private HostCall.Code all(String name, String parameters, String results) throws Exception {
    ModuleImport wanted = wanted(name, parameters, results);
    Set<Capability> granted = Set.of(Capability.LOG, Capability.TIME, Capability.RANDOM);
    return Objects.requireNonNull(
        functions("\"log\",\"time\",\"random\"", granted).bind(List.of(wanted)).get(wanted));
  }

  private int word(int at) throws TrapException {
    return ByteBuffer.wrap(memory.read(at, 4, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  @Test
  void writesBothOutputsIntoTheLogAndNothingElsewhere() throws Exception {
    HostCall.Code write = all("fd_write", "iiii", "i");
    int length = memory.put(100, "one\ntwo\u0007\n");
    memory.write(
        8,
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(100).putInt(length).array());
    assertEquals(0, write.call(memory, 2, 8, 1, 200));
    assertEquals(List.of("WARNING one", "WARNING two."), said);
    assertEquals(length, word(200));
    assertEquals(8, write.call(memory, 3, 8, 1, 200), "there is no other file");
    assertEquals(28, write.call(memory, 1, 8, 100_000, 200));
  }

  @Test
  void hasNoMoreOfWasi() {
    ModuleImport open = wanted("path_open", "iiiiiIIii", "i");
    EngineException refusal =
        assertThrows(EngineException.class, () -> functions("", Set.of()).bind(List.of(open)));
    assertEquals("there is no wasi_snapshot_preview1.path_open to import", refusal.getMessage());
    ModuleImport undeclared = wanted("clock_time_get", "iIi", "i");
    EngineException capability =
        assertThrows(
            EngineException.class, () -> functions("", Set.of()).bind(List.of(undeclared)));
    assertTrue(
        Objects.requireNonNull(capability.getMessage()).contains("without the capability time"));
  }

  @Test
  void deniesWhatIsNotGranted() throws Exception {
    ModuleImport wanted = wanted("random_get", "ii", "i");
    HostCall.Code random =
        Objects.requireNonNull(functions("\"random\"", Set.of()).bind(List.of(wanted)).get(wanted));
    assertEquals(2, random.call(memory, 0, 8));
    assertEquals(1, counters.denials(Capability.RANDOM));
  }

  @Test
  void tellsTheTimeAndThatThereAreNoArguments() throws Exception {
    assertEquals(0, all("clock_time_get", "iIi", "i").call(memory, 0, 0, 16));
    assertEquals(77_000_000, word(16));
    assertEquals(0, all("clock_time_get", "iIi", "i").call(memory, 1, 0, 16));
    assertEquals(88, word(16));
    assertEquals(28, all("clock_time_get", "iIi", "i").call(memory, 2, 0, 16));
    assertEquals(0, all("args_sizes_get", "ii", "i").call(memory, 16, 20));
    assertEquals(0, word(16));
    assertEquals(70, all("fd_seek", "iIii", "i").call(memory, 1, 0, 0, 0));
  }

  @Test
  void endsWhoGivesUp() throws Exception {
    HostCall.Code exit = all("proc_exit", "i", "");
    TrapException trap = assertThrows(TrapException.class, () -> exit.call(memory, 3));
    assertEquals("it gave up with status 3", trap.getMessage());
  }
}
