package io.omniedge.tun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
  @Test
  void keepsHostBitsUntilAskedForTheNetwork() {
    assertEquals("10.1.2.3/16", IpPrefix.parse("10.1.2.3/16").toString());
    assertEquals("10.1.0.0/16", IpPrefix.parse("10.1.2.3/16").network().toString());
    assertEquals(IpPrefix.parse("fd00::/9"), IpPrefix.parse("fd7f::1/9").network());
  }

  @Test
  void takesAnAddressWithoutLengthAsHost() {
    assertEquals(32, IpPrefix.parse("192.0.2.1").length());
    assertEquals(128, IpPrefix.parse("2001:db8::1").length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/24",
        "10.0.0.0/33",
        "fd00::/129",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "10.0.0",
        "fd00:::1",
        "plant.example/24",
        "10.0.0.0 /8"
      })
  void refusesWhatIsNotAPrefix(String text) {
    assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse(text));
  }

  /** The JDK takes such a text for a host name and asks the resolver. */
  @ParameterizedTest
  @ValueSource(strings = {"999.1.1.1", "256.0.0.1", "1.2.3.4.5", "010.1.1.1", "0x10.1.1.1"})
  void neverTakesAMistypedAddressForAHostName(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> IpPrefix.parseAddress(text));
    assertTrue(refusal.getCause() == null, "the JDK was asked");
  }
}
