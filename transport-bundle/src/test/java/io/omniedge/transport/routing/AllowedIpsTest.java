package io.omniedge.transport.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AllowedIpsTest {
  private final AllowedIps<String> table = new AllowedIps<>();

  @Test
  void findsTheLongestPrefix() {
    table.put(IpPrefix.parse("10.0.0.0/8"), "wide");
    table.put(IpPrefix.parse("10.1.0.0/16"), "middle");
    table.put(IpPrefix.parse("10.1.2.3"), "host");
    assertEquals("wide", table.lookup4(0x0a02_0000));
    assertEquals("middle", table.lookup4(0x0a01_0000));
    assertEquals("host", table.lookup4(0x0a01_0203));
    assertNull(table.lookup4(0x0b00_0000));
  }

  @Test
  void keepsTheFamiliesApart() {
    table.put(IpPrefix.parse("0.0.0.0/0"), "four");
    assertNull(table.lookup6(0, 0));
    table.put(IpPrefix.parse("::/0"), "six");
    assertEquals("four", table.lookup4(-1));
    assertEquals("six", table.lookup6(-1, -1));
  }

  @Test
  void movesPrefixFromItsPresentOwner() {
    table.put(IpPrefix.parse("10.1.0.0/16"), "first");
    table.put(IpPrefix.parse("10.1.9.9/16"), "second");
    assertEquals("second", table.lookup4(0x0a01_0000));
    assertEquals(List.of(), table.of("first"));
  }

  @Test
  void listsPrefixesWithoutHostBitsInAddressOrder() {
    table.put(IpPrefix.parse("fd00::5/64"), "a");
    table.put(IpPrefix.parse("10.9.0.7/24"), "a");
    table.put(IpPrefix.parse("10.0.0.0/8"), "a");
    table.put(IpPrefix.parse("10.9.0.0/16"), "b");
    assertEquals(
        List.of(
            IpPrefix.parse("10.0.0.0/8"),
            IpPrefix.parse("10.9.0.0/24"),
            IpPrefix.parse("fd00::/64")),
        table.of("a"));
  }

  @Test
  void removesOnlyFromTheOwner() {
    table.put(IpPrefix.parse("10.0.0.0/8"), "a");
    table.remove(IpPrefix.parse("10.0.0.0/8"), "b");
    assertEquals("a", table.lookup4(0x0a00_0001));
    table.remove(IpPrefix.parse("10.7.7.7/8"), "a");
    assertNull(table.lookup4(0x0a00_0001));
  }

  @Test
  void removesAllPrefixesOfAnOwner() {
    table.put(IpPrefix.parse("10.0.0.0/8"), "a");
    table.put(IpPrefix.parse("10.1.0.0/16"), "b");
    table.put(IpPrefix.parse("fd00::/8"), "a");
    table.removeAll("a");
    assertNull(table.lookup4(0x0a00_0001));
    assertNull(table.lookup6(0xfd00L << 48, 0));
    assertEquals("b", table.lookup4(0x0a01_0001));
  }

  @Property
  void agreesWithSearchingAList(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) {
    Random random = new Random(seed);
    AllowedIps<Integer> trie = new AllowedIps<>();
    Map<IpPrefix, Integer> naive = new HashMap<>();
    for (int i = 0; i < changes; i++) {
      change(random, trie, naive);
    }
    for (int i = 0; i < 50; i++) {
      byte[] address = address(random, random.nextBoolean() ? 4 : 16);
      assertEquals(search(naive, address), lookup(trie, address));
    }
    for (int owner = 0; owner < 4; owner++) {
      List<IpPrefix> expected = new ArrayList<>();
      for (Map.Entry<IpPrefix, Integer> entry : naive.entrySet()) {
        if (entry.getValue() == owner) {
          expected.add(entry.getKey());
        }
      }
      assertEquals(expected.size(), trie.of(owner).size());
      assertEquals(Map.of(), without(expected, trie.of(owner)));
    }
  }

  private static Map<IpPrefix, Boolean> without(List<IpPrefix> all, List<IpPrefix> found) {
    Map<IpPrefix, Boolean> missing = new HashMap<>();
    for (IpPrefix prefix : all) {
      if (!found.contains(prefix)) {
        missing.put(prefix, true);
      }
    }
    return missing;
  }

  private static void change(
      Random random, AllowedIps<Integer> trie, Map<IpPrefix, Integer> naive) {
    int bytes = random.nextBoolean() ? 4 : 16;
    IpPrefix prefix = prefix(address(random, bytes), random.nextInt(bytes * 8 + 1));
    int owner = random.nextInt(4);
    switch (random.nextInt(6)) {
      case 0 -> {
        trie.removeAll(owner);
        naive.values().removeIf(o -> o == owner);
      }
      case 1 -> {
        trie.remove(prefix, owner);
        naive.remove(prefix.network(), owner);
      }
      default -> {
        trie.put(prefix, owner);
        naive.put(prefix.network(), owner);
      }
    }
  }

  /** Few different bits, so that prefixes nest and collide. */
  private static byte[] address(Random random, int bytes) {
    byte[] address = new byte[bytes];
    for (int i = 0; i < 3; i++) {
      address[random.nextInt(bytes)] = (byte) (1 << random.nextInt(8));
    }
    return address;
  }

  private static @Nullable Integer search(Map<IpPrefix, Integer> naive, byte[] address) {
    Integer best = null;
    int longest = -1;
    for (Map.Entry<IpPrefix, Integer> entry : naive.entrySet()) {
      IpPrefix prefix = entry.getKey();
      if (prefix.address().getAddress().length == address.length
          && prefix.length() > longest
          && prefix(address, prefix.length()).network().equals(prefix)) {
        best = entry.getValue();
        longest = prefix.length();
      }
    }
    return best;
  }

  private static @Nullable Integer lookup(AllowedIps<Integer> trie, byte[] address) {
    ByteBuffer buffer = ByteBuffer.wrap(address);
    return address.length == 4
        ? trie.lookup4(buffer.getInt(0))
        : trie.lookup6(buffer.getLong(0), buffer.getLong(8));
  }

  private static IpPrefix prefix(byte[] address, int length) {
    try {
      return new IpPrefix(InetAddress.getByAddress(address), length);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
