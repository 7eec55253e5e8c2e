package io.omniedge.protocol.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0/0",
        "10.0.0.0/8",
        "192.168.1.1/32",
        "fd00::/8",
        "::/0",
        "::1/128",
        "1::2/128",
        "2001:db8:0:1:1:1:1:1/128",
        "2001:0:0:1::1/128",
        "2001:db8::1:0:0:1/128"
      })
  void writesWhatItRead(String text) {
    assertEquals(text, Prefix.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0/8",
        "010.0.0.0/8",
        "10.0.0.1/8",
        "999.0.0.0/8",
        "fe80::1%eth0/64",
        "::1/129",
        ":::/8",
        "example.org/8",
        "10.0.0.0/8 ",
        "fd00::1/8",
        "::ffff:1.2.3.4/96"
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThrows(IllegalArgumentException.class, () -> Prefix.parse(text));
  }

  @Test
  void saysWhichNetworkWasMeant() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Prefix.parse("192.168.1.7/24"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("192.168.1.0/24"));
  }

  @Test
  void knowsWhatIsInside() {
    Prefix network = Prefix.parse("10.1.0.0/16");
    assertTrue(network.contains(Prefix.parse("10.1.255.255")));
    assertFalse(network.contains(Prefix.parse("10.0.0.0/8")));
    assertTrue(network.overlaps(Prefix.parse("10.0.0.0/8")));
    assertFalse(network.overlaps(Prefix.parse("10.2.0.0/16")));
    assertFalse(Prefix.parse("0.0.0.0/0").overlaps(Prefix.parse("::/0")));
    assertEquals("10.1.1.4/32", network.host(BigInteger.valueOf(260)).toString());
    assertEquals(BigInteger.valueOf(65536), network.size());
    assertThrows(IllegalArgumentException.class, () -> network.host(BigInteger.valueOf(65536)));
    assertThrows(IllegalArgumentException.class, () -> network.host(BigInteger.valueOf(-1)));
  }
}
