package io.omniedge.plugin.host;

import static io.omniedge.plugin.module.WasmBuilder.bytes;
import static io.omniedge.plugin.module.WasmBuilder.i32;
import static io.omniedge.plugin.module.WasmBuilder.join;
import static io.omniedge.plugin.module.WasmBuilder.s64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.module.WasmBuilder;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.plugin.store.PackageStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gateway's plugins as they are outside of tests, with a good plugin at work and a hostile one
 * that comes. Whatever that does, the good one is to go on.
 */
final class HostileHost implements AutoCloseable {
  static final byte[] QUESTION = "{\"v\":1}".getBytes(StandardCharsets.UTF_8);

  /** Little, so that it is fuel that ends an endless call and not the watchdog. */
  static final String LITTLE_FUEL = ",\"limits\":{\"fuel\":50000}";

  private static final String GOOD = "com.example.good";
  private static final String HOSTILE = "com.example.hostile";
  private static final String CALL = "on_state_change";
  private static final int ROOM = 1_024;

  private final Path directory;
  final Heard heard = new Heard();
  private Plugins plugins;
  private int installed;

  /** Counts what plugins say. */
  static final class Heard implements GatewayServices {
    final AtomicInteger lines = new AtomicInteger();
    final AtomicInteger events = new AtomicInteger();
    final AtomicInteger metrics = new AtomicInteger();
    final AtomicInteger alerts = new AtomicInteger();
    volatile Runnable onEvent = () -> {};

    @Override
    public void log(String plugin, Severity severity, String line) {
      lines.incrementAndGet();
    }

    @Override
    public boolean emit(String plugin, String topic, byte[] json) {
      events.incrementAndGet();
      onEvent.run();
      return true;
    }

    @Override
    public void metric(String plugin, String name, double value) {
      metrics.incrementAndGet();
    }

    @Override
    public void alert(String plugin, Severity severity, String text) {
      alerts.incrementAndGet();
    }

    @Override
    public Optional<Double> readPoint(String name) {
      return Optional.of(17.5);
    }

    @Override
    public byte[] vpnState() {
      return QUESTION;
    }
  }

  HostileHost(Path directory) throws Exception {
    this.directory = directory;
    plugins = opened();
    InstalledPlugin unused = plugins.install(packed(good(), GOOD, "1.0.0", ""), false);
  }

  private Plugins opened() throws Exception {
    Plugins opened =
        new Plugins(
            PackageStore.open(directory),
            new ChicoryEngine(),
            new PluginEnvironment(
                new SemanticVersion(1, 0, 0),
                heard,
                InstantSource.system(),
                System::nanoTime,
                new Random(1),
                PluginEnvironment.OFFLINE),
            new Trust(List.of(), true),
            () -> {});
    opened.start(Map.of());
    return opened;
  }

  void restart() throws Exception {
    plugins.close();
    plugins = opened();
  }

  private static byte[] packed(WasmBuilder module, String id, String version, String more)
      throws RefusedPackageException {
    String json =
        "{\"abi\":\"omni/1\",\"id\":\""
            + id
            + "\",\"version\":\""
            + version
            + "\",\"type\":\"event-hooks\""
            + more
            + "}";
    return PluginPackage.pack(module.build(), json.getBytes(StandardCharsets.UTF_8));
  }

  /** Begins a plugin: its imports come before its functions. Its functions have indices from 0. */
  static WasmBuilder plugin() {
    return body(new WasmBuilder(), 1);
  }

  /** The same with imports, whose indices come first: the marker follows them, then alloc. */
  static WasmBuilder importing(String name, String parameters, String results) {
    return body(new WasmBuilder().importFunction("omni", name, parameters, results), 1);
  }

  static WasmBuilder body(WasmBuilder begun, int pages) {
    return begun
        .memory(pages)
        .function("omni_abi_v1", "", "", bytes())
        .function("omni_alloc", "i", "i", i32(ROOM));
  }

  /** With what it does when it is asked. */
  static WasmBuilder asked(WasmBuilder begun, byte[]... code) {
    return begun.function("omni_" + CALL, "ii", "I", code);
  }

  /** An answer of that many bytes at that place. */
  static byte[] answer(int pointer, int length) {
    return join(bytes(0x42), s64((long) pointer << Integer.SIZE | Integer.toUnsignedLong(length)));
  }

  private static WasmBuilder good() {
    return asked(plugin(), Modules.echo());
  }

  /** Installs a hostile plugin; an older one gives way. */
  InstalledPlugin install(WasmBuilder module, String more) throws Exception {
    return install(module, "1.0." + installed++, more);
  }

  InstalledPlugin install(WasmBuilder module, String version, String more) throws Exception {
    return plugins.install(packed(module, HOSTILE, version, more), false);
  }

  /** Why it is not taken, or does not get to work. */
  String refusal(WasmBuilder module, String more) {
    return refusal(module, "1.0.0", more);
  }

  String refusal(WasmBuilder module, String version, String more) {
    Exception refused = assertThrows(Exception.class, () -> install(module, version, more));
    if (refused instanceof RefusedPackageException || refused instanceof PluginFailure) {
      return Objects.requireNonNull(refused.getMessage());
    }
    throw new AssertionError(refused);
  }

  InstalledPlugin hostile() {
    return Objects.requireNonNull(plugins.all().get(HOSTILE));
  }

  byte[] ask() throws Exception {
    return hostile().ask(CALL, QUESTION).get(60, TimeUnit.SECONDS);
  }

  /** How its call is ended. */
  TrapException.Kind trap() {
    ExecutionException failed = assertThrows(ExecutionException.class, this::ask);
    if (failed.getCause() instanceof TrapException trap) {
      return trap.kind();
    }
    throw new AssertionError(failed);
  }

  /** The good one answers as ever. */
  void goesOn() throws Exception {
    InstalledPlugin good = Objects.requireNonNull(plugins.all().get(GOOD));
    assertArrayEquals(QUESTION, good.ask(CALL, QUESTION).get(60, TimeUnit.SECONDS));
  }

  Plugins plugins() {
    return plugins;
  }

  @Override
  public void close() {
    plugins.close();
  }
}
