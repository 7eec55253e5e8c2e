package io.omniedge.plugin.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.plugin.store.PackageStore;
import io.omniedge.testkit.wasm.HostilePlugin;
import io.omniedge.testkit.wasm.HostilePlugins;
import io.omniedge.testkit.wasm.PluginModules;
import io.omniedge.testkit.wasm.WasmBuilder;
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

  /** With what it does when it is asked. */
  static WasmBuilder asked(WasmBuilder begun, byte[]... code) {
    return PluginModules.asked(HostilePlugins.CALL, begun, code);
  }

  private static WasmBuilder good() {
    return asked(PluginModules.plugin(), PluginModules.echo());
  }

  /** Installs a hostile plugin; an older one gives way. */
  InstalledPlugin install(WasmBuilder module, String more) throws Exception {
    return install(module, "1.0." + installed++, more);
  }

  /** One of those that everybody knows, by its name. */
  InstalledPlugin install(String name) throws Exception {
    HostilePlugin known = HostilePlugins.named(name);
    return install(known.module(), known.more());
  }

  InstalledPlugin install(WasmBuilder module, String version, String more) throws Exception {
    return plugins.install(packed(module, HOSTILE, version, more), false);
  }

  /** Why one of those that everybody knows is not taken, or does not get to work. */
  String refusal(String name) {
    HostilePlugin known = HostilePlugins.named(name);
    return refusal(known.module(), known.more());
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
    return hostile().ask(HostilePlugins.CALL, QUESTION).get(60, TimeUnit.SECONDS);
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
    assertArrayEquals(QUESTION, good.ask(HostilePlugins.CALL, QUESTION).get(60, TimeUnit.SECONDS));
  }

  Plugins plugins() {
    return plugins;
  }

  @Override
  public void close() {
    plugins.close();
  }
}
