package io.omniedge.gateway.configuration;

import static io.omniedge.gateway.configuration.TestGateway.PUMP;
import static io.omniedge.gateway.configuration.TestGateway.VALVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbackTest {
  @TempDir Path disk;
  private TestGateway gateway;

  @BeforeEach
  void start() throws IOException, KuraException {
    gateway = TestGateway.started(disk);
  }

  @Test
  void goesBackToTheSnapshotBeforeTheNewest() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1));
    long wanted = gateway.snapshots.ids().last();
    gateway.service.updateConfiguration(PUMP, Map.of("port", 2, "host", "h", "own", 3));
    assertEquals(wanted, gateway.service.rollback());
    assertEquals(1, gateway.property(PUMP, "port"));
    assertNull(gateway.property(PUMP, "host"));
    assertNull(gateway.property(PUMP, "own"));
    assertEquals(gateway.running(), gateway.reboot().running(), "what is in force stays so");
  }

  @Test
  void bringsDeletedInstancesBackAndRemovesNewOnes() throws Exception {
    gateway.service.createFactoryConfiguration(VALVE, "north", Map.of("address", 1L), true);
    long wanted = gateway.snapshots.ids().last();
    gateway.service.deleteFactoryConfiguration("north", true);
    gateway.service.createFactoryConfiguration(VALVE, "south", Map.of("address", 2L), true);
    gateway.service.rollback(wanted);
    assertEquals(Set.of(PUMP, "north"), gateway.running().keySet());
    assertEquals(1L, gateway.property("north", "address"));
    assertEquals(VALVE, gateway.property("north", "service.factoryPid"));
  }

  @Test
  void leavesAloneWhatAFileOfTheDeployFolderConfigures() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1));
    long wanted = gateway.snapshots.ids().last();
    Map<String, Object> file = Map.of("address", 1L, "felix.fileinstall.filename", "file:/v.cfg");
    gateway.service.createFactoryConfiguration(VALVE, "north", file, true);
    gateway.service.rollback(wanted);
    assertEquals(1L, gateway.property("north", "address"));
  }

  @Test
  @SuppressWarnings("JdkObsolete") // ConfigurationAdmin takes a Dictionary, and this is one
  void leavesAloneWhatAFileReplacedWhileTheComponentRan() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1));
    long wanted = gateway.snapshots.ids().last();
    Hashtable<String, Object> file = new Hashtable<>();
    file.put("host", "h");
    file.put("felix.fileinstall.filename", "file:/pump.cfg");
    gateway.admin.getConfiguration(PUMP, "?").update(file);
    gateway.service.adopt(PUMP);
    assertEquals("h", gateway.property(PUMP, "host"));
    assertEquals(502, gateway.property(PUMP, "port"), "the default that the file lacks");
    gateway.service.createFactoryConfiguration(VALVE, "north", Map.of("address", 1L), true);
    gateway.service.rollback(wanted);
    assertEquals("h", gateway.property(PUMP, "host"));
  }

  @Test
  void givesAComponentThatTheSnapshotDoesNotKnowItsDefaults() throws Exception {
    Files.writeString(gateway.snapshots.file(0), "omniedge-snapshot 1\nend\n");
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1502, "host", "h"));
    gateway.service.rollback(0);
    assertEquals(502, gateway.property(PUMP, "port"));
    assertNull(gateway.property(PUMP, "host"));
  }

  @Test
  void skipsABrokenSnapshotAndNamesIt() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1));
    long first = gateway.snapshots.ids().last();
    gateway.service.updateConfiguration(PUMP, Map.of("port", 2));
    Path broken = gateway.newestSnapshot();
    gateway.service.updateConfiguration(PUMP, Map.of("port", 3));
    Files.writeString(broken, "no snapshot");
    assertEquals(first, gateway.service.rollback());
    assertTrue(gateway.log.text().contains(broken.toString()), gateway.log.text());
  }

  @Test
  void saysThatThereIsNothingToGoBackTo() throws Exception {
    gateway.service.snapshot();
    KuraException refused = assertThrows(KuraException.class, () -> gateway.service.rollback());
    assertEquals(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND, refused.getCode());
    assertThrows(KuraException.class, () -> gateway.service.rollback(4711));
  }

  @Test
  void startsWithTheFactoryDefaultsOfTheImage() throws Exception {
    Files.writeString(
        gateway.snapshots.file(0),
        """
        omniedge-snapshot 1
        configuration\ttest.pump
        property\tport\tInteger\t1502
        property\tsecret\tPassword\thunter2
        configuration\tnorth\ttest.valve
        property\taddress\tLong\t7
        end
        """);
    TestGateway first = gateway.reboot();
    assertEquals(1502, first.property(PUMP, "port"));
    assertEquals("auto", first.property(PUMP, "mode"));
    assertEquals(7L, first.property("north", "address"));
    Object secret = Objects.requireNonNull(first.property(PUMP, "secret"));
    assertEquals("hunter2", new String(((Password) secret).getPassword()));
    String received = first.stored(PUMP, "secret").toString();
    assertTrue(received.length() > 30, "encrypted");
  }

  @Test
  void aChangeWithoutSnapshotIsGoneAfterAReboot() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1));
    gateway.service.updateConfiguration(PUMP, Map.of("port", 2), false);
    assertEquals(2, gateway.property(PUMP, "port"));
    assertEquals(1, gateway.reboot().property(PUMP, "port"));
  }

  @Test
  void aBundleThatComesAgainFindsItsConfiguration() throws Exception {
    gateway.service.updateConfiguration(PUMP, Map.of("port", 1));
    gateway.service.bundleGone(TestGateway.PUMPS);
    gateway.service.createFactoryConfiguration(VALVE, "north", Map.of("address", 1L), true);
    TestGateway later = gateway.reboot();
    assertEquals(1, later.property(PUMP, "port"));
    assertEquals(List.of("north", PUMP), List.copyOf(later.running().keySet()));
  }
}
