package io.omniedge.gateway.monitoring.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.form.FormProperties;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the gateway listens is checked here and nowhere else. */
class ListenSettingsTest {
  private static final String TOKEN = "0123456789abcdef";

  private static List<String> problems(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    ListenSettings.read(form, null);
    return form.problems();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "::1",
        "10.10.0.1, 192.168.1.1",
        "172.31.255.255",
        "100.64.0.1",
        "169.254.1.1",
        "fd00::1",
        "fe80::1"
      })
  void takesAddressesOfThePlantAndOfTunnels(String address) {
    assertEquals(List.of(), problems(Map.of("address", address)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "203.0.113.1", "2001:db8::1", "172.32.0.1", "100.128.0.1"})
  void wantsATokenWhereEverybodyCanReachIt(String address) {
    assertEquals(
        List.of("address \"" + address + "\": open to anybody; it needs a token"),
        problems(Map.of("address", address)));
    assertEquals(List.of(), problems(Map.of("address", address, "token", TOKEN)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "plant.example", "10.0.0.999", "10.0.0", "127.0.0.1,", "1\n2"})
  void refusesWhatIsNoAddress(String address) {
    List<String> problems = problems(Map.of("address", address));
    assertEquals(1, problems.size(), problems.toString());
    assertTrue(problems.get(0).startsWith("address \""), problems.toString());
    assertTrue(problems.get(0).contains("not an IP address"), problems.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "0,the number is out of range (1 to 65535)",
    "65536,the number is out of range (1 to 65535)",
    "http,not a whole number"
  })
  void refusesAPortThatIsNone(String port, String reason) {
    assertEquals(
        List.of("port \"" + port + "\": " + reason),
        problems(Map.of("address", "::1", "port", port)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "with a space in it, sixteen", "umlauts-äöü-umlauts"})
  void refusesATokenThatCanBeGuessedOrNotBeSentAndDoesNotPrintIt(String token) {
    List<String> problems = problems(Map.of("address", "::1", "token", token));
    assertEquals(1, problems.size());
    assertFalse(problems.get(0).contains(token), problems.toString());
  }

  @Test
  void refusesMoreAddressesThanAGatewayHas() {
    StringBuilder many = new StringBuilder("10.0.0.1");
    for (int i = 2; i <= 17; i++) {
      many.append(",10.0.0.").append(i);
    }
    assertEquals(
        List.of("address: 17 are more than 16"), problems(Map.of("address", many.toString())));
  }

  @Test
  void listensToThisMachineOnlyWhenNothingIsSaid() {
    FormProperties form = new FormProperties(Map.of("address", ""));
    assertEquals("[/127.0.0.1:9586]", ListenSettings.read(form, null).addresses().toString());
    assertEquals(List.of(), form.problems());
  }

  @Test
  void disabledListensNowhere() {
    FormProperties form = new FormProperties(Map.of("enabled", false, "address", "127.0.0.1"));
    assertTrue(ListenSettings.read(form, null).addresses().isEmpty());
  }

  @Test
  void aTokenIsKnownInItsWholeLengthOnly() {
    FormProperties form = new FormProperties(Map.of("address", "::1", "token", "sealed"));
    BearerToken token = ListenSettings.read(form, stored -> TOKEN.toCharArray()).token();
    assertNotNull(token);
    assertTrue(token.allows("Bearer " + TOKEN));
    assertTrue(token.allows("bearer  " + TOKEN));
    for (String wrong : new String[] {TOKEN, "Bearer", "Bearer " + TOKEN + "0", "Basic " + TOKEN}) {
      assertFalse(token.allows(wrong), wrong);
    }
    assertFalse(token.allows(null));
  }
}
