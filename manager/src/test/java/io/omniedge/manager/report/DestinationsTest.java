package io.omniedge.manager.report;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a tenant may have something sent. */
class DestinationsTest {
  private static final Destinations HERE = Destinations.ofThisMachine(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/",
        "https://localhost:8443/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/latest",
        "https://[fd20:ce::254]/",
        "http://100.100.100.200/latest",
        "https://168.63.129.16/",
        "https://192.0.0.192/",
        "https://0.0.0.0/",
        "https://[::]/",
        "https://0.1.2.3/",
        "https://255.255.255.255/",
        "https://224.0.0.1/",
        "https://[ff02::1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/",
        "http://203.0.113.7/",
        "http://[2a00::1]/"
      })
  void nothingIsSentWhereOnlyTheManagerReaches(String url) {
    assertThrows(IOException.class, () -> HERE.of(URI.create(url)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://203.0.113.7/",
        "https://192.168.7.2/",
        "https://[2a00::1]/",
        "http://192.168.7.2:8080/hook",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://100.64.0.7/",
        "http://[fd00::1]/"
      })
  void serversOfThePlantAndOfTheWorldAreReached(String url) {
    assertDoesNotThrow(() -> HERE.of(URI.create(url)));
  }

  private static Destinations withOwn(boolean allowsOwn) {
    return new Destinations(
        InetAddress::getAllByName,
        () -> Set.of(InetAddress.getByName("192.168.7.1"), InetAddress.getByName("2a00::9")),
        allowsOwn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://192.168.7.1:9000/",
        "https://[2a00::9]/",
        "http://127.0.0.1/",
        "http://[::1]/"
      })
  void theManagersOwnMachineIsReachedIfItsOperatorSaysSo(String url) {
    IOException refused = assertThrows(IOException.class, () -> withOwn(false).of(URI.create(url)));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("webhooks.to-own-machine"),
        refused.getMessage());
    assertDoesNotThrow(() -> withOwn(true).of(URI.create(url)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://169.254.169.254/", "https://[fe80::1]/", "https://[fd00:ec2::254]/"})
  void whatIsOfTheLinkOrTheCloudIsReachedByNobody(String url) {
    assertThrows(IOException.class, () -> withOwn(true).of(URI.create(url)));
  }

  @Test
  void aNameIsLookedUpOnceAndEveryAddressOfItMustBeGood() throws Exception {
    InetAddress good = InetAddress.getByName("192.168.7.2");
    InetAddress bad = InetAddress.getByName("169.254.169.254");
    URI url = URI.create("http://hook.example/");
    Destinations mixed = new Destinations(_ -> new InetAddress[] {good, bad}, Set::of, false);
    assertThrows(IOException.class, () -> mixed.of(url));
    int[] lookups = {0};
    Destinations rebinding =
        new Destinations(_ -> new InetAddress[] {lookups[0]++ == 0 ? good : bad}, Set::of, false);
    assertEquals(List.of(good), rebinding.of(url));
    assertEquals(1, lookups[0]);
  }

  @Test
  void aNameThatNobodyKnowsIsTold() {
    IOException e =
        assertThrows(IOException.class, () -> HERE.of(URI.create("https://no.such.invalid/")));
    assertTrue(String.valueOf(e.getMessage()).contains("no.such.invalid"), e.getMessage());
  }
}
