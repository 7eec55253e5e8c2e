package io.omniedge.gateway.console.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission =
      new Admission(address -> address.isSiteLocalAddress(), InetAddress::getHostAddress);

  private static InetAddress lan(int host) {
    return address("192.168.50." + host);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(text, e);
    }
  }

  @Test
  void takesNobodyFromElsewhere() {
    for (int i = 0; i < 2 * Admission.MOST; i++) {
      assertFalse(admission.take(new Object(), address("203.0.113." + i % 9)));
    }
    assertTrue(admission.take(new Object(), lan(2)));
  }

  @Test
  void oneAddressDoesNotTakeTheRoomOfOthers() {
    List<Object> taken = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Object connection = new Object();
      if (admission.take(connection, lan(66))) {
        taken.add(connection);
      }
    }
    assertEquals(Admission.MOST_OF_ADDRESS, taken.size());
    assertTrue(admission.take(new Object(), lan(2)));
    admission.closed(taken.get(0));
    assertTrue(admission.take(new Object(), lan(66)), "one went, one may come");
  }

  @Test
  void allTogetherAreBounded() {
    int taken = 0;
    for (int i = 0; i < 1000; i++) {
      taken += admission.take(new Object(), lan(1 + i % 200)) ? 1 : 0;
    }
    assertEquals(Admission.MOST, taken);
  }

  @Test
  void whatWasNeverTakenMayGo() {
    admission.closed(new Object());
    assertTrue(admission.take(new Object(), lan(2)));
  }

  @Test
  void loopbackIsBehindLoopbackAndTheInternetIsNot() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    assertTrue(Side.isBehind(List.of(loopback), loopback));
    assertFalse(Side.isBehind(List.of(loopback), address("203.0.113.77")));
    assertFalse(Side.isBehind(List.of(), address("203.0.113.77")));
  }
}
