package io.omniedge.gateway.console.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.console.listen.LanAddresses.Located;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanAddressesTest {
  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(text, e);
    }
  }

  private static Located on(String network, boolean tunnel, String text) {
    return new Located(network, tunnel, address(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.1.1",
        "169.254.7.7",
        "fd00::1",
        "fc00::1"
      })
  void takesPrivateAddresses(String text) {
    assertTrue(LanAddresses.isPrivate(address(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "203.0.113.1",
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "100.64.0.1",
        "192.169.0.1",
        "0.0.0.0",
        "127.0.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "2001:db8::1",
        "::",
        "::1",
        "fe80::1",
        "ff02::1",
        "fec0::1",
        "64:ff9b::a00:1",
        "2002:a00:1::1"
      })
  void takesNoOthers(String text) {
    assertFalse(LanAddresses.isPrivate(address(text)));
    assertEquals(List.of(), LanAddresses.chosen(List.of(on("lan0", false, text)), Set.of("lan0")));
  }

  @Property
  void neverTakesAnAddressOfTheInternet(@ForAll @Size(16) byte[] bytes)
      throws UnknownHostException {
    InetAddress any = InetAddress.getByAddress(bytes);
    boolean unique = (bytes[0] & 0xfe) == 0xfc;
    assertTrue(unique || any.getAddress().length == 4 || !LanAddresses.isPrivate(any));
  }

  @Test
  void leavesTunnelsOutUnlessTheyAreNamed() {
    List<Located> all =
        List.of(
            on("lan0", false, "192.168.50.1"),
            on("omni0", true, "10.77.0.1"),
            on("wan0", false, "203.0.113.1"));
    assertEquals(List.of(address("192.168.50.1")), LanAddresses.chosen(all, Set.of()));
    assertEquals(List.of(address("10.77.0.1")), LanAddresses.chosen(all, Set.of("omni0")));
    assertEquals(
        List.of(address("10.77.0.1"), address("192.168.50.1")),
        LanAddresses.chosen(all, Set.of("omni0", "lan0", "wan0")));
    assertEquals(List.of(), LanAddresses.chosen(all, Set.of("eth7")));
  }

  @Test
  void namesEachAddressOnceIpv4First() {
    List<Located> all =
        List.of(
            on("lan0", false, "fd00::1"),
            on("lan1", false, "10.0.0.1"),
            on("lan2", false, "10.0.0.1"));
    assertEquals(
        List.of(address("10.0.0.1"), address("fd00::1")), LanAddresses.chosen(all, Set.of()));
  }

  @Test
  void looksAtThisMachineToo() throws Exception {
    for (InetAddress present : LanAddresses.present(Set.of())) {
      assertTrue(LanAddresses.isPrivate(present), present.toString());
    }
    assertEquals(List.of(), LanAddresses.present(Set.of("no such interface")));
  }
}
