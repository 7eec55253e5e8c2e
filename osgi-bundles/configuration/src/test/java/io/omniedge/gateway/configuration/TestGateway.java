package io.omniedge.gateway.configuration;

import io.omniedge.gateway.configuration.crypto.DeviceCrypto;
import io.omniedge.gateway.configuration.crypto.DeviceKey;
import io.omniedge.gateway.configuration.metatype.Definition;
import io.omniedge.gateway.configuration.metatype.MetatypeReader;
import io.omniedge.gateway.configuration.snapshot.SnapshotStore;
import io.omniedge.gateway.configuration.snapshot.StoredConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.crypto.CryptoService;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with a pump, and valves to be created, on a disk of its own. Its clock moves a second
 * with every look at it. {@link #reboot} is what a power cut leaves.
 */
final class TestGateway {
  static final String PUMP = "test.pump";
  static final String VALVE = "test.valve";
  static final long PUMPS = 1;
  static final long VALVES = 2;

  final Path data;
  final MemoryLog log = new MemoryLog();
  final MemoryConfigurationAdmin admin = new MemoryConfigurationAdmin();
  final CryptoService crypto;
  final SnapshotStore snapshots;
  final GatewayConfiguration service;
  private Runnable whileASnapshotIsWritten = () -> {};
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private TestGateway(Path data) throws IOException {
    SecureRandom random = new SecureRandom();
    this.data = data;
    this.crypto =
        new DeviceCrypto(
            DeviceKey.loadOrCreate(data.resolve("device.key"), random),
            random,
            data.resolve("keystore.passwords"));
    this.snapshots = new SnapshotStore(data.resolve("snapshots"), crypto, this::tick, log);
    this.service = new GatewayConfiguration(admin, crypto, snapshots, log);
  }

  /** Started, its bundles not yet there. */
  static TestGateway bare(Path data) throws IOException, KuraException {
    TestGateway gateway = new TestGateway(data);
    gateway.service.start();
    return gateway;
  }

  /** Started, with its bundles. */
  static TestGateway started(Path data) throws IOException, KuraException {
    TestGateway gateway = bare(data);
    gateway.startBundles();
    return gateway;
  }

  void startBundles() throws IOException, KuraException {
    service.bundleDescribed(PUMPS, List.of(definition("pump.xml", false)));
    service.bundleDescribed(VALVES, List.of(definition("valve.xml", true)));
    service.configure(PUMPS);
    service.configure(VALVES);
  }

  /** The same disk, all memory gone. */
  TestGateway reboot() throws IOException, KuraException {
    return started(data);
  }

  /** What another thread does in the middle of the next change. */
  void whileASnapshotIsWritten(Runnable other) {
    whileASnapshotIsWritten = other;
  }

  private Instant tick() {
    Runnable other = whileASnapshotIsWritten;
    whileASnapshotIsWritten = () -> {};
    other.run();
    now = now.plusSeconds(1);
    return now;
  }

  /** What is in force, by pid. */
  SortedMap<String, StoredConfiguration> running() throws IOException {
    return new RunningConfigurations(admin).read();
  }

  Map<String, Object> properties(String pid) throws KuraException {
    return Objects.requireNonNull(configuration(pid).getConfigurationProperties());
  }

  ComponentConfiguration configuration(String pid) throws KuraException {
    return Objects.requireNonNull(service.getComponentConfiguration(pid), pid);
  }

  @Nullable Object property(String pid, String name) throws KuraException {
    return properties(pid).get(name);
  }

  /** A property as ConfigurationAdmin has it, there for sure. */
  Object stored(String pid, String name) throws IOException {
    return Objects.requireNonNull(
        Objects.requireNonNull(running().get(pid), pid).properties().get(name), name);
  }

  Path newestSnapshot() throws KuraException {
    return snapshots.file(snapshots.ids().last());
  }

  static Definition definition(String resource, boolean factory) throws IOException {
    try (InputStream in = TestGateway.class.getResourceAsStream(resource)) {
      return new Definition(MetatypeReader.read(Objects.requireNonNull(in)).get(0), factory);
    }
  }
}
