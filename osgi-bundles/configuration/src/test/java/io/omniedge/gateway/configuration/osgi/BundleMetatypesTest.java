package io.omniedge.gateway.configuration.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.configuration.GatewayConfiguration;
import io.omniedge.gateway.configuration.MemoryConfigurationAdmin;
import io.omniedge.gateway.configuration.MemoryLog;
import io.omniedge.gateway.configuration.crypto.DeviceCrypto;
import io.omniedge.gateway.configuration.crypto.DeviceKey;
import io.omniedge.gateway.configuration.snapshot.SnapshotStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.eclipse.kura.KuraException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleMetatypesTest {
  private static final String PUMP =
      "<MetaData><OCD id='test.pump' name='P'><AD id='port' type='Integer' default='502'/></OCD>"
          + "</MetaData>";

  @TempDir Path disk;
  private final MemoryLog log = new MemoryLog();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final FakeMetatypes metatypes = new FakeMetatypes();
  private GatewayConfiguration service;
  private BundleMetatypes tracker;

  @BeforeEach
  void start() throws IOException {
    SecureRandom random = new SecureRandom();
    DeviceCrypto crypto =
        new DeviceCrypto(
            DeviceKey.loadOrCreate(disk.resolve("key"), random), random, disk.resolve("passwords"));
    SnapshotStore snapshots =
        new SnapshotStore(disk.resolve("snapshots"), crypto, InstantSource.system(), log);
    service = new GatewayConfiguration(new MemoryConfigurationAdmin(), crypto, snapshots, log);
    tracker = new BundleMetatypes(service, metatypes, later::add, log);
  }

  @Test
  void configuresTheComponentsOfAnActiveBundleOnAnotherThread() throws Exception {
    added(bundle("test.pump", PUMP), List.of("test.pump"), List.of());
    assertNull(service.getComponentConfiguration("test.pump"), "the framework must not wait");
    runLater();
    var pump = service.getComponentConfiguration("test.pump");
    assertNotNull(pump);
    assertEquals(502, Objects.requireNonNull(pump.getConfigurationProperties()).get("port"));
  }

  @Test
  void takesAPidThatIsAlsoAFactoryForAFactory() throws Exception {
    added(bundle("test.pump", PUMP), List.of("test.pump"), List.of("test.pump"));
    assertEquals(Set.of("test.pump"), service.getFactoryComponentPids(), "at once");
    runLater();
    assertNull(service.getComponentConfiguration("test.pump"));
  }

  @Test
  void checksUpdatesFromTheMomentABundleIsActive() throws Exception {
    FakeBundle bundle = bundle("test.pump", PUMP);
    Long id = added(bundle, List.of("test.pump"), List.of());
    runLater();
    tracker.removedBundle(bundle.asBundle(), null, id);
    // As after a restart: configured already, its bundle active again, the executor still busy.
    added(bundle, List.of("test.pump"), List.of());
    assertThrows(
        KuraException.class, () -> service.updateConfiguration("test.pump", Map.of("port", "x")));
  }

  @Test
  void aBundleThatIsGoneBeforeItsTurnIsNotConfigured() throws Exception {
    FakeBundle bundle = bundle("test.pump", PUMP);
    Long id = added(bundle, List.of("test.pump"), List.of());
    tracker.removedBundle(bundle.asBundle(), null, id);
    runLater();
    assertNull(service.getComponentConfiguration("test.pump"));
  }

  @Test
  void forgetsABundleThatIsGone() throws Exception {
    FakeBundle bundle = bundle("test.pump", PUMP);
    Long id = added(bundle, List.of(), List.of("test.pump"));
    runLater();
    tracker.removedBundle(bundle.asBundle(), null, id);
    assertEquals(Set.of(), service.getFactoryComponentPids());
  }

  @Test
  void namesTheFileThatIsMissingOrWrong() throws Exception {
    added(bundle("test.pump", PUMP), List.of("test.valve"), List.of());
    added(bundle("test.pump", "<OCD"), List.of("test.pump"), List.of());
    added(bundle("test.pump", PUMP.replace("test.pump", "other")), List.of("test.pump"), List.of());
    added(bundle("test.pump", PUMP.replace("502", "many")), List.of("test.pump"), List.of());
    runLater();
    String text = log.text();
    assertTrue(text.contains("not in OSGI-INF/metatype/test.valve.xml"), text);
    assertTrue(text.contains("no metatype file"), text);
    assertTrue(text.contains("has no object class test.pump"), text);
    assertTrue(text.contains("the default of port"), text);
    assertNull(service.getComponentConfiguration("test.pump"));
  }

  @Test
  void oneBundlesTroubleIsNotTheNextOnes() throws Exception {
    FakeBundle uninstalled = bundle("test.pump", PUMP);
    uninstalled.uninstall();
    added(uninstalled, List.of("test.pump"), List.of());
    added(bundle("test.pump", PUMP), List.of("test.pump"), List.of());
    runLater();
    assertTrue(log.text().contains("uninstalled"), log.text());
    assertNotNull(service.getComponentConfiguration("test.pump"));
  }

  @Test
  void leavesBundlesWithoutMetatypesAlone() throws Exception {
    tracker.addingBundle(bundle("test.pump", PUMP).asBundle(), null);
    runLater();
    assertEquals("", log.text());
  }

  private Long added(FakeBundle bundle, List<String> pids, List<String> factoryPids) {
    metatypes.put(bundle.asBundle(), pids, factoryPids);
    return tracker.addingBundle(bundle.asBundle(), null);
  }

  private FakeBundle bundle(String pid, String xml) throws IOException {
    Path root = Files.createTempDirectory(disk, "bundle");
    Path file = root.resolve("OSGI-INF/metatype/" + pid + ".xml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, xml);
    return new FakeBundle(root);
  }

  private void runLater() {
    for (Runnable task = later.poll(); task != null; task = later.poll()) {
      task.run();
    }
  }
}
