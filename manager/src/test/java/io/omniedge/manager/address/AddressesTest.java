package io.omniedge.manager.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.Tenants;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.TestDatabases;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AddressesTest {
  private static Network network(Database database, String prefix) {
    return database.write(
        transaction -> {
          String tenant = Tenants.named(transaction.handle(), "tenant", 0).id();
          Network network =
              new Network(
                  "n-1",
                  tenant,
                  "net",
                  "net.omniedge",
                  Prefix.parse(prefix),
                  Prefix.parse("fd00:1:2:3::/64"),
                  1,
                  1,
                  0,
                  "{}",
                  0);
          NetworkTable.insert(transaction.handle(), network);
          return network;
        });
  }

  /** Random histories in a small network: 14 addresses, so that they run out and come back. */
  @ParameterizedTest
  @EnumSource(TestDatabases.Kind.class)
  void noAddressIsGivenTwiceAndReleasedOnesComeLast(TestDatabases.Kind kind) {
    for (long seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      try (Database database = TestDatabases.open(kind)) {
        Network network = network(database, "10.1.0.0/28");
        Set<Long> taken = new HashSet<>();
        Set<Long> ever = new HashSet<>();
        Map<Long, Long> released = new LinkedHashMap<>();
        for (long now = 1; now < 120; now++) {
          long time = now;
          if (!taken.isEmpty() && random.nextInt(5) < 2) {
            List<Long> some = new ArrayList<>(taken);
            long address = some.get(random.nextInt(some.size()));
            taken.remove(address);
            released.put(address, now);
            database.change(
                transaction ->
                    Addresses.release(transaction.handle(), network.id(), address, time));
          } else if (taken.size() == 14) {
            assertThrows(Problem.class, () -> allocate(database, network));
          } else {
            long address = allocate(database, network);
            assertTrue(address >= 1 && address <= 14, "host " + address);
            assertTrue(taken.add(address), "given twice: " + address + ", seed " + seed);
            if (!ever.add(address)) {
              assertEquals(14, ever.size(), "a fresh one was left, seed " + seed);
              assertEquals(released.keySet().iterator().next(), address, "the oldest first");
            }
            released.remove(address);
          }
        }
      }
    }
  }

  private static long allocate(Database database, Network network) {
    return database.write(transaction -> Addresses.allocate(transaction.handle(), network));
  }

  @Test
  void networksOfATenantGetSlicesThatDoNotOverlap() {
    List<Prefix> taken = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      Prefix next = Addresses.freeIpv4(taken);
      assertTrue(taken.stream().noneMatch(next::overlaps));
      taken.add(next);
    }
    assertEquals("100.64.0.0/16", taken.getFirst().toString());
    assertEquals("100.127.0.0/16", taken.getLast().toString());
    assertThrows(Problem.class, () -> Addresses.freeIpv4(taken));
  }

  @Test
  void uniqueLocalPrefixesAreOfTheirRange() {
    Prefix range = Prefix.parse("fd00::/8");
    Prefix one = UniqueLocal.random();
    assertTrue(range.contains(one) && one.length() == 64);
    assertTrue(!one.equals(UniqueLocal.random()));
  }
}
