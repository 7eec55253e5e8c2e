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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostFunctionsTest {
  private static final String OPTIONAL =
      ",\"capabilities\":{\"optional\":[\"log\",\"kv\",\"config\",\"emit\",\"metric\",\"time\"]}";

  private final List<String> said = new ArrayList<>();
  private final PluginCounters counters = new PluginCounters();
  private final KeyValueStore store = new KeyValueStore(1_000);
  private final FlatMemory memory = new FlatMemory();

  private final class Services implements GatewayServices {
    @Override
    public void log(String plugin, Severity severity, String line) {
      said.add(severity + " " + line);
    }

    @Override
    public boolean emit(String plugin, String topic, byte[] json) {
      said.add(topic + " " + json.length);
      return said.size() < 3;
    }

    @Override
    public void metric(String plugin, String name, double value) {
      said.add(name + "=" + value);
    }

    @Override
    public void alert(String plugin, Severity severity, String text) {
      said.add("alert " + text);
    }

    @Override
    public Optional<Double> readPoint(String name) {
      return Optional.empty();
    }

    @Override
    public byte[] vpnState() {
      return new byte[] {'{', '}'};
    }
  }

  private HostFunctions functions(String more, Set<Capability> granted) {
    Manifest manifest = Modules.manifest(more);
    return new HostFunctions(
        manifest,
        granted,
        Map.of("unit", "mm/s"),
        store,
        new PluginEnvironment(
            new SemanticVersion(1, 0, 0),
            new Services(),
            InstantSource.fixed(Instant.ofEpochMilli(77)),
            () -> 88,
            new Random(1),
            PluginEnvironment.OFFLINE),
        counters);
  }

  private static ModuleImport wanted(String name, String parameters, String results) {
    return new ModuleImport("omni", name, new Signature(parameters, results));
  }

  private long call(Set<Capability> granted, ModuleImport wanted, long... arguments)
      throws Exception {
    HostCall.Code code = functions(OPTIONAL, granted).bind(List.of(wanted)).get(wanted);
    return code == null ? Long.MIN_VALUE : code.call(memory, arguments);
  }

  private String refusal(String more, ModuleImport wanted) {
    return String.valueOf(
        assertThrows(
                EngineException.class,
                () -> functions(more, Set.of(Capability.LOG)).bind(List.of(wanted)))
            .getMessage());
  }

  @Test
  void importsThatAreNotThereAreNamed() {
    assertTrue(refusal(OPTIONAL, wanted("format_disk", "", "")).contains("no omni.format_disk"));
    ModuleImport open =
        new ModuleImport("wasi_snapshot_preview1", "path_open", new Signature("", ""));
    assertTrue(refusal(OPTIONAL, open).contains("wasi_snapshot_preview1.path_open"));
    assertTrue(refusal(OPTIONAL, wanted("log", "ii", "i")).contains("which is (iii)i"));
    assertTrue(refusal("", wanted("log", "iii", "i")).contains("without the capability log"));
    assertTrue(
        refusal(",\"capabilities\":{\"required\":[\"kv\"]}", wanted("kv_get", "iiii", "i"))
            .contains("requires kv, which is not granted"));
  }

  @Test
  void whatIsNotGrantedIsRefusedAndCounted() throws Exception {
    assertEquals(
        Errno.ACCESS, call(Set.of(), wanted("kv_delete", "ii", "i"), 0, memory.put(0, "a")));
    assertEquals(1, counters.denials(Capability.KV));
  }

  @Test
  void logsOneLineWhateverItContains() throws Exception {
    int length = memory.put(0, "a\nERROR forged\u001b[31m\u202e");
    assertEquals(0, call(Set.of(Capability.LOG), wanted("log", "iii", "i"), 1, 0, length));
    assertEquals(List.of("INFO a.ERROR forged.[31m."), said);
    memory.write(0, new byte[] {(byte) 0xff});
    assertEquals(
        Errno.INVALID, call(Set.of(Capability.LOG), wanted("log", "iii", "i"), 1, 0, length));
    assertEquals(Errno.INVALID, call(Set.of(Capability.LOG), wanted("log", "iii", "i"), 9, 1, 1));
    assertEquals(
        Errno.INVALID, call(Set.of(Capability.LOG), wanted("log", "iii", "i"), 1, 0, 2_000));
  }

  @Test
  void keepsValuesWithinTheQuota() throws Exception {
    Set<Capability> kv = Set.of(Capability.KV);
    int key = memory.put(0, "last");
    int value = memory.put(100, "17.5");
    assertEquals(Errno.NO_ENTRY, call(kv, wanted("kv_get", "iiii", "i"), 0, key, 200, 100));
    assertEquals(0, call(kv, wanted("kv_set", "iiii", "i"), 0, key, 100, value));
    assertEquals(4, call(kv, wanted("kv_get", "iiii", "i"), 0, key, 200, 100));
    assertEquals("17.5", memory.text(200, 4));
    assertEquals(Errno.TOO_BIG, call(kv, wanted("kv_get", "iiii", "i"), 0, key, 200, 3));
    assertEquals(Errno.NO_SPACE, call(kv, wanted("kv_set", "iiii", "i"), 0, key, 100, 5_000));
    assertEquals(Errno.NO_SPACE, call(kv, wanted("kv_set", "iiii", "i"), 0, key, 100, -1));
    assertEquals(Errno.INVALID, call(kv, wanted("kv_set", "iiii", "i"), 0, 0, 100, value));
    assertEquals(Errno.INVALID, call(kv, wanted("kv_set", "iiii", "i"), 0, -1, 100, value));
    assertEquals("17.5", new String(store.get("last").orElseThrow(), StandardCharsets.UTF_8));
    assertEquals(0, call(kv, wanted("kv_delete", "ii", "i"), 0, key));
    assertEquals(Errno.NO_ENTRY, call(kv, wanted("kv_delete", "ii", "i"), 0, key));
  }

  @Test
  void readsItsConfigurationAndTheTime() throws Exception {
    int key = memory.put(0, "unit");
    assertEquals(
        4, call(Set.of(Capability.CONFIG), wanted("config_get", "iiii", "i"), 0, key, 300, 100));
    assertEquals("mm/s", memory.text(300, 4));
    assertEquals(77, call(Set.of(Capability.TIME), wanted("now_ms", "", "I")));
    assertEquals(88, call(Set.of(Capability.TIME), wanted("now_ns", "", "I")));
  }

  @Test
  void publishesWhatIsSaneAndIsToldWhenTooManyWait() throws Exception {
    Set<Capability> granted = Set.of(Capability.EMIT, Capability.METRIC);
    int topic = memory.put(0, "pump/alarm");
    ModuleImport emit = wanted("emit", "iiii", "i");
    assertEquals(0, call(granted, emit, 0, topic, 100, 10));
    assertEquals(0, call(granted, emit, 0, topic, 100, 10));
    assertEquals(Errno.AGAIN, call(granted, emit, 0, topic, 100, 10));
    assertEquals(Errno.TOO_BIG, call(granted, emit, 0, topic, 100, 20_000));
    int wildcard = memory.put(0, "pump/#");
    assertEquals(Errno.INVALID, call(granted, emit, 0, wildcard, 100, 10));
    int name = memory.put(0, "rms");
    ModuleImport metric = wanted("metric", "iiF", "i");
    assertEquals(0, call(granted, metric, 0, name, Double.doubleToLongBits(1.5)));
    assertEquals(
        Errno.INVALID, call(granted, metric, 0, name, Double.doubleToLongBits(Double.NaN)));
    assertTrue(said.contains("rms=1.5"));
  }

  @Test
  void whatIsOutsideItsMemoryEndsThePlugin() {
    assertThrows(
        TrapException.class,
        () -> call(Set.of(Capability.LOG), wanted("log", "iii", "i"), 1, 65_530, 100));
  }
}
