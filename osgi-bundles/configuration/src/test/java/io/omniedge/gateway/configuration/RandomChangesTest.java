package io.omniedge.gateway.configuration;

import static io.omniedge.gateway.configuration.TestGateway.PUMP;
import static io.omniedge.gateway.configuration.TestGateway.VALVE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.gateway.configuration.snapshot.StoredConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;

/** Whatever was done, refused or rolled back: the newest snapshot is what is in force. */
class RandomChangesTest {
  /** One wish; many are refused, which must change nothing. */
  record Wish(String kind, String pid, int number, String text) {
    void make(TestGateway gateway) throws KuraException {
      ConfigurationOperations on = new ConfigurationOperations(gateway);
      switch (kind) {
        case "create" -> on.create(pid, number, text);
        case "delete" -> gateway.service.deleteFactoryConfiguration(pid, true);
        case "pump" -> on.updatePump(number, text);
        case "valve" -> on.updateValve(pid, number, text);
        case "rollback" -> gateway.service.rollback();
        case "older" -> on.rollbackTo(number);
        default -> gateway.service.snapshot();
      }
    }
  }

  private record ConfigurationOperations(TestGateway gateway) {
    void create(String pid, int number, String text) throws KuraException {
      gateway.service.createFactoryConfiguration(
          VALVE, pid, Map.of("address", (long) number, "name", text), true);
    }

    void updatePump(int number, String text) throws KuraException {
      gateway.service.updateConfiguration(
          PUMP, Map.of("port", number, "own", text, "secret", new Password(text)));
    }

    void updateValve(String pid, int number, String text) throws KuraException {
      gateway.service.updateConfiguration(
          pid, Map.of("address", (long) number, "pin", new Password(text)));
    }

    void rollbackTo(int number) throws KuraException {
      List<Long> ids = new ArrayList<>(gateway.service.getSnapshots());
      gateway.service.rollback(ids.get(number % ids.size()));
    }
  }

  @Property(tries = 20)
  void theNewestSnapshotIsWhatIsInForce(@ForAll("hundredWishes") List<Wish> wishes)
      throws IOException, KuraException {
    Path disk = Files.createTempDirectory("omniedge-wishes");
    try {
      TestGateway gateway = TestGateway.started(disk);
      gateway.service.snapshot();
      for (Wish wish : wishes) {
        SortedMap<String, StoredConfiguration> before = gateway.running();
        try {
          wish.make(gateway);
        } catch (KuraException refused) {
          assertEquals(before, gateway.running(), () -> wish + " " + refused.getMessage());
        }
        assertEquals(
            gateway.running(), gateway.snapshots.read(gateway.snapshots.ids().last()), wish::kind);
      }
      assertEquals(gateway.running(), gateway.reboot().running());
    } finally {
      delete(disk);
    }
  }

  @Provide
  Arbitrary<List<Wish>> hundredWishes() {
    return Combinators.combine(
            Arbitraries.of("create", "delete", "pump", "valve", "rollback", "older", "snapshot"),
            Arbitraries.of("north", "south", "east", PUMP, ""),
            Arbitraries.integers().between(0, 70_000),
            Arbitraries.strings().ofMaxLength(8))
        .as(Wish::new)
        .list()
        .ofSize(100);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
