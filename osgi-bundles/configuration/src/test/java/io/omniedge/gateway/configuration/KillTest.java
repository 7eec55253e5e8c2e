package io.omniedge.gateway.configuration;

import static io.omniedge.gateway.configuration.TestGateway.PUMP;
import static io.omniedge.gateway.configuration.TestGateway.VALVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.configuration.MemoryConfigurationAdmin.Killed;
import io.omniedge.gateway.configuration.snapshot.StoredConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.eclipse.kura.KuraException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever the process ends, the next start finds the whole old or the whole new configuration. */
class KillTest {
  private static final int WRITES_OF_THE_CHANGE = 3;

  @TempDir Path disk;
  private TestGateway gateway;
  private SortedMap<String, StoredConfiguration> old;
  private long oldSnapshot;

  @BeforeEach
  void start() throws IOException, KuraException {
    gateway = TestGateway.started(disk);
    for (String pid : List.of("north", "south")) {
      gateway.service.createFactoryConfiguration(VALVE, pid, Map.of("address", 1L), true);
    }
    old = gateway.running();
    oldSnapshot = gateway.snapshots.ids().last();
  }

  /** Three components at once, so that there is a middle. */
  private static void change(TestGateway gateway) throws KuraException {
    gateway.service.updateConfigurations(
        List.of(
            new ComponentView("north", null, Map.of("address", 2L)),
            new ComponentView("south", null, Map.of("address", 2L)),
            new ComponentView(PUMP, null, Map.of("port", 2))));
  }

  @Test
  void killedBetweenTheSnapshotAndTheLastWriteTheNewConfigurationIsThereInFull() throws Exception {
    for (int writes = 0; writes < WRITES_OF_THE_CHANGE; writes++) {
      gateway.admin.dieAfter(writes);
      assertThrows(Killed.class, () -> change(gateway));
      TestGateway next = gateway.reboot();
      assertEquals(2L, next.property("north", "address"));
      assertEquals(2L, next.property("south", "address"));
      assertEquals(2, next.property(PUMP, "port"));
      gateway = next;
      gateway.service.rollback(oldSnapshot);
    }
  }

  @Test
  void killedWhileTheSnapshotIsWrittenTheOldConfigurationIsThereInFull() throws Exception {
    byte[] written = Files.readAllBytes(gateway.newestSnapshot());
    for (int length = 0; length <= written.length; length += 7) {
      Path half = gateway.snapshots.file(9_999_999_999_999L).resolveSibling("snapshot_9.xml.1.tmp");
      Files.write(half, Arrays.copyOf(written, length));
      assertEquals(old, gateway.reboot().running());
    }
  }

  @Test
  void aNewestSnapshotThatIsNotWholeIsSkippedAndNamed() throws Exception {
    change(gateway);
    Path newest = gateway.newestSnapshot();
    byte[] whole = Files.readAllBytes(newest);
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(newest, Arrays.copyOf(whole, length));
      TestGateway next = gateway.reboot();
      assertEquals(old, next.running());
      assertTrue(next.log.text().contains("WARNING"), next.log.text());
      assertTrue(next.log.text().contains(newest.toString()), next.log.text());
    }
  }

  @Test
  void whenNoSnapshotIsReadableWhatIsThereStays() throws Exception {
    for (long id : gateway.snapshots.ids()) {
      Files.writeString(gateway.snapshots.file(id), "broken");
    }
    gateway.service.start();
    assertEquals(old, gateway.running());
  }

  @Test
  void whenConfigurationAdminFailsAllIsTakenBack() throws Exception {
    for (int writes = 0; writes < WRITES_OF_THE_CHANGE; writes++) {
      gateway.admin.failAfter(writes);
      KuraException told = assertThrows(KuraException.class, () -> change(gateway));
      assertTrue(told.toString().contains("disk full"), told.toString());
      assertEquals(old, gateway.running());
      assertEquals(old, gateway.reboot().running());
    }
  }

  @Test
  void whenTheSnapshotCannotBeWrittenNothingIsChanged() throws Exception {
    Path directory = disk.resolve("snapshots");
    Files.move(directory, disk.resolve("elsewhere"));
    assertThrows(KuraException.class, () -> change(gateway));
    assertEquals(old, gateway.running());
  }

  @Test
  void theWritesCountedHereAreThoseOfTheChange() throws Exception {
    gateway.admin.writes.clear();
    change(gateway);
    assertEquals(WRITES_OF_THE_CHANGE, gateway.admin.writes.size());
  }
}
