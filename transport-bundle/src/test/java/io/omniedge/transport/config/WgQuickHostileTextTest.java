package io.omniedge.transport.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever the file holds: a configuration or a ConfigException, nothing else. */
class WgQuickHostileTextTest {
  private static final String SECRET = "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqFs=";

  @Property(tries = 2000)
  void anyBytesAreReadOrRefused(@ForAll byte[] file) {
    assertTrue(readOrRefused(file));
  }

  @Property(tries = 3000)
  void anyMixtureOfWordsIsReadOrRefusedWithoutShowingTheSecret(@ForAll("mixtures") String text) {
    try {
      TunnelConfig config = WgQuickParser.parse(text.getBytes(StandardCharsets.UTF_8));
      assertFalse(config.toString().contains(SECRET));
    } catch (ConfigException e) {
      assertFalse(e.getMessage().contains(SECRET.substring(0, 43)), text);
    }
  }

  private static boolean readOrRefused(byte[] file) {
    try {
      return WgQuickParser.parse(file).device().addresses() != null;
    } catch (ConfigException e) {
      return !e.getMessage().isEmpty();
    }
  }

  @Provide
  Arbitrary<String> mixtures() {
    Arbitrary<String> words =
        Arbitraries.of(
            "[Interface]",
            "[Peer]",
            "PrivateKey",
            "PresharedKey",
            "ListenPort",
            "Address",
            "DNS",
            "Table",
            "MTU",
            "FwMark",
            "PostUp",
            "Endpoint",
            "PersistentKeepalive",
            "off",
            "auto",
            "51820",
            "10.0.0.1/8",
            "fd00::1",
            "[fe80::1%eth0]:1",
            "plant.example:1",
            "# x",
            "\ufeff");
    // The secret stands only where a secret belongs: as a PublicKey it would rightly be shown.
    Arbitrary<String> secrets =
        Arbitraries.of("PrivateKey", "PresharedKey", "PrivateKy", "Private Key", "PRESHAREDKEY")
            .flatMap(
                name ->
                    Arbitraries.of("=", " = ", ": ", " ", "==", "=\n")
                        .map(sign -> "\n" + name + sign + SECRET + "\n"));
    Arbitrary<String> marks =
        Arbitraries.of("\n", "\r\n", " ", "=", " = ", ",", "", "/", ":", "\0");
    return Arbitraries.frequencyOf(Tuple.of(4, words), Tuple.of(5, marks), Tuple.of(1, secrets))
        .list()
        .ofMaxSize(40)
        .map(WgQuickHostileTextTest::join);
  }

  private static String join(List<String> pieces) {
    return String.join("", pieces);
  }
}
