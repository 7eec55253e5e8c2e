package io.omniedge.gateway.configuration.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.configuration.MemoryLog;
import io.omniedge.gateway.configuration.crypto.DeviceCrypto;
import io.omniedge.gateway.configuration.crypto.DeviceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
  private static final List<StoredConfiguration> PUMP =
      List.of(new StoredConfiguration("pump", null, Map.of("host", "10.1.2.3")));

  @TempDir Path folder;
  private final MemoryLog log = new MemoryLog();
  private CryptoService crypto;
  private SnapshotStore store;
  private Instant now = Instant.ofEpochMilli(5_000);

  @BeforeEach
  void open() throws IOException {
    SecureRandom random = new SecureRandom();
    crypto =
        new DeviceCrypto(
            DeviceKey.loadOrCreate(folder.resolve("device.key"), random),
            random,
            folder.resolve("passwords"));
    store = reopened();
  }

  private SnapshotStore reopened() throws IOException {
    return new SnapshotStore(folder.resolve("snapshots"), crypto, () -> now, log);
  }

  @Test
  void namesASnapshotByItsMillisecondAndEncryptsAllOfIt() throws IOException, KuraException {
    assertEquals(5_000, store.write(PUMP));
    Path file = folder.resolve("snapshots/snapshot_5000.xml");
    assertFalse(Files.readString(file).contains("pump"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals(PUMP, List.copyOf(store.read(5_000).values()));
  }

  @Test
  void theNewestIsTheNewestThoughTheClockWasSetBack() throws KuraException {
    store.write(PUMP);
    now = Instant.ofEpochMilli(7);
    assertEquals(5_001, store.write(PUMP));
    assertEquals(5_002, store.write(PUMP));
  }

  @Test
  void keepsTheNewestTenAndTheFactoryDefaults() throws IOException, KuraException {
    Files.writeString(store.file(0), "omniedge-snapshot 1\nend\n");
    for (int i = 0; i < 15; i++) {
      store.write(PUMP);
    }
    SortedSet<Long> expected = new TreeSet<>(List.of(0L));
    for (long id = 5_005; id < 5_015; id++) {
      expected.add(id);
    }
    assertEquals(expected, store.ids());
  }

  @Test
  void keepsTheNewestTenAndTheFirst() throws KuraException {
    for (int i = 0; i < 15; i++) {
      store.write(PUMP);
    }
    SortedSet<Long> expected = new TreeSet<>(List.of(5_000L));
    for (long id = 5_005; id < 5_015; id++) {
      expected.add(id);
    }
    assertEquals(expected, store.ids());
  }

  @Test
  void doesNotOpenWhatWasCutAnywhere() throws IOException, KuraException {
    long id = store.write(PUMP);
    byte[] whole = Files.readAllBytes(store.file(id));
    for (int length = 0; length < whole.length; length++) {
      Files.write(store.file(id), java.util.Arrays.copyOf(whole, length));
      KuraException refused = assertThrows(KuraException.class, () -> store.read(id));
      assertEquals(KuraErrorCode.CONFIGURATION_SNAPSHOT_LOADING, refused.getCode());
      assertTrue(refused.toString().contains("snapshot_5000.xml"), refused.toString());
    }
  }

  @Test
  void doesNotOpenClearTextExceptTheFactoryDefaults() throws IOException, KuraException {
    String text = "omniedge-snapshot 1\nconfiguration\tpump\nend\n";
    Files.writeString(store.file(7), text);
    Files.writeString(store.file(0), text);
    assertThrows(KuraException.class, () -> store.read(7));
    assertEquals(1, store.read(0).size());
  }

  @Test
  void clearsWhatAKilledProcessLeftHalfWritten() throws IOException, KuraException {
    Path half = folder.resolve("snapshots/snapshot_6000.xml.123.tmp");
    Files.write(half, "half".getBytes(StandardCharsets.UTF_8));
    assertEquals(new TreeSet<Long>(), reopened().ids());
    assertFalse(Files.exists(half));
  }

  @Test
  void takesNoOtherFileForASnapshot() throws IOException, KuraException {
    for (String name : List.of("snapshot_.xml", "snapshot_1.xml.bak", "snapshot_-1.xml", "x")) {
      Files.writeString(folder.resolve("snapshots").resolve(name), "");
    }
    assertEquals(new TreeSet<Long>(), store.ids());
  }

  @Test
  void saysThatThereIsNone() {
    KuraException refused = assertThrows(KuraException.class, () -> store.read(4));
    assertEquals(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND, refused.getCode());
  }
}
