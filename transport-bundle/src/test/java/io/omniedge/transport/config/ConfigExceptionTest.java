package io.omniedge.transport.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.config.ConfigException.Reason;
import io.omniedge.transport.config.ConfigException.Section;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator is told: line, section, key, reason, text, and never a secret. */
class ConfigExceptionTest {
  private static final String SECRET = "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqFs=";
  private static final String PUBLIC = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

  private static ConfigException refusal(String text) {
    return assertThrows(
        ConfigException.class,
        () -> WgQuickParser.parse(text.getBytes(StandardCharsets.UTF_8)),
        text);
  }

  private static ConfigException inDevice(String line) {
    return refusal("[Interface]\nPrivateKey = " + SECRET + "\n" + line);
  }

  private static ConfigException inPeer(String line) {
    return refusal(
        "[Interface]\nPrivateKey = " + SECRET + "\n[Peer]\nPublicKey = " + PUBLIC + "\n" + line);
  }

  @Test
  void namesPlaceValueAndReason() {
    ConfigException refusal = inPeer("AllowedIPs = 10.0.0.0/8, 10.0.0.0/33");
    assertEquals(5, refusal.line());
    assertEquals(Section.PEER, refusal.section());
    assertEquals("AllowedIPs", refusal.key());
    assertEquals(Reason.INVALID_PREFIX, refusal.reason());
    assertEquals("10.0.0.0/33", refusal.text());
    assertEquals(
        "line 5, [Peer] AllowedIPs \"10.0.0.0/33\": not an address with an optional prefix length"
            + " (prefix length 33 is not in 0..32)",
        refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ListenPort = -1 | ListenPort \"-1\": the number is out of range (0 to 65535)",
        "PublicKey xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg= | PublicKey: the line is not of the"
            + " form Key = Value (the = is missing)",
        "ListenPort 51820 | ListenPort: the line is not of the form Key = Value (the = is missing)",
        "Address = 10.0.0.1/24, fd00::1/64\\nMTU = 1279 | MTU \"1279\": the number is out of range"
            + " (an IPv6 address needs 1280 at least)"
      })
  void saysWhatWouldBeRight(String lines, String message) {
    String said = inDevice(lines.replace("\\n", "\n")).getMessage();
    assertTrue(said.endsWith("[Interface] " + message), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AllowedIPs = %s",
        "Endpoint = %s",
        "PersistentKeepalive = %s",
        "PublicKey = %s x",
        "PublicKey = x%s",
        "PublicKey %s"
      })
  void keepsAKeyToItselfThatWasPastedIntoTheWrongLine(String line) {
    String said = refusal("[Peer]\n" + line.formatted(SECRET)).getMessage();
    assertFalse(said.contains(SECRET.substring(0, 20)), said);
  }

  @ParameterizedTest
  @CsvSource({
    "ListenPort = 65536,OUT_OF_RANGE",
    "ListenPort = -1,OUT_OF_RANGE",
    "ListenPort = 99999999999999999999,OUT_OF_RANGE",
    "ListenPort = http,NOT_A_NUMBER",
    "ListenPort = 0x10,NOT_A_NUMBER",
    "ListenPort =,MISSING_VALUE",
    "FwMark = 4294967296,OUT_OF_RANGE",
    "FwMark = 0x1ffffffff,NOT_A_NUMBER",
    "FwMark = on,NOT_A_NUMBER",
    "MTU = 67,OUT_OF_RANGE",
    "MTU = 65476,OUT_OF_RANGE",
    "Table = 0,OUT_OF_RANGE",
    "Table = plant,NOT_A_NUMBER",
    "SaveConfig = yes,NOT_TRUE_OR_FALSE",
    "Address = 10.0.0.1/,INVALID_PREFIX",
    "Address = 999.0.0.1/8,INVALID_PREFIX",
    "Address = plant.example/8,INVALID_PREFIX",
    "DNS = 10.0.0,INVALID_DNS",
    "DNS = fe80::1%eth0,INVALID_DNS",
    "PrivateKey = again,REPEATED_KEY",
    "PublicKey = here,WRONG_SECTION",
    "PreUp = reboot,HOOK_REFUSED",
    "postdown = reboot,HOOK_REFUSED",
    "ExcludedApplications = com.example,UNKNOWN_KEY",
    "ListenPort 51820,NOT_KEY_AND_VALUE",
    "[Interfaces],UNKNOWN_SECTION",
    "[Peer] x,UNKNOWN_SECTION",
  })
  void refusesInTheInterfaceSection(String line, Reason reason) {
    ConfigException refusal = inDevice(line);
    assertEquals(reason, refusal.reason(), refusal.getMessage());
    assertEquals(3, refusal.line());
    assertEquals(Section.INTERFACE, refusal.section());
  }

  @ParameterizedTest
  @CsvSource({
    "PersistentKeepalive = 65536,OUT_OF_RANGE",
    "PersistentKeepalive = on,NOT_A_NUMBER",
    "Endpoint = 192.0.2.1,MISSING_PORT",
    "Endpoint = 192.0.2.1:,MISSING_PORT",
    "Endpoint = [2001:db8::1],MISSING_PORT",
    "Endpoint = [2001:db8::1]51820,MISSING_PORT",
    "Endpoint = [2001:db8::1,MISSING_BRACKETS",
    "Endpoint = 2001:db8::1:51820,MISSING_BRACKETS",
    "Endpoint = [192.0.2.1]:51820,INVALID_HOST",
    "Endpoint = 192.0.2.1:0,OUT_OF_RANGE",
    "Endpoint = 192.0.2.1:65536,OUT_OF_RANGE",
    "Endpoint = 192.0.2.1:wg,NOT_A_NUMBER",
    "Endpoint = 192.0.2.256:51820,INVALID_HOST",
    "Endpoint = 192.0.2:51820,INVALID_HOST",
    "Endpoint = :51820,INVALID_HOST",
    "Endpoint = a..b:51820,INVALID_HOST",
    "Endpoint = -a.example:51820,INVALID_HOST",
    "Endpoint = [::g]:51820,INVALID_HOST",
    "Endpoint = [fe80::1%]:51820,INVALID_HOST",
    "Endpoint = bücher.example:51820,INVALID_HOST",
    "PresharedKey = short,KEY_LENGTH",
    "'AllowedIPs = 10.0.0.0/8,,',INVALID_PREFIX",
    "AllowedIPs = +10.0.0.0/8,INVALID_PREFIX",
    "AllowedIPs = 10.0.0.0\\8,INVALID_PREFIX",
    "PublicKey = again,REPEATED_KEY",
    "ListenPort = 1,WRONG_SECTION",
  })
  void refusesInAPeerSection(String line, Reason reason) {
    ConfigException refusal = inPeer(line);
    assertEquals(reason, refusal.reason(), refusal.getMessage());
    assertEquals(5, refusal.line());
    assertEquals(Section.PEER, refusal.section());
  }

  @Test
  void tellsWhenTheFileLacksSomething() {
    assertEquals(Reason.MISSING_SECTION, refusal("").reason());
    assertEquals(Reason.MISSING_SECTION, refusal("[Peer]\nPublicKey=" + PUBLIC).reason());
    assertEquals(Reason.KEY_OUTSIDE_SECTION, refusal("\nListenPort = 1").reason());

    ConfigException privateKey = refusal("\n[Interface]\nListenPort = 1");
    assertEquals(Reason.MISSING_KEY, privateKey.reason());
    assertEquals("PrivateKey", privateKey.key());
    assertEquals(2, privateKey.line());

    ConfigException publicKey = inDevice("[Peer]\nAllowedIPs = 10.0.0.0/8");
    assertEquals(Reason.MISSING_KEY, publicKey.reason());
    assertEquals("PublicKey", publicKey.key());
    assertEquals(3, publicKey.line());
  }

  @Test
  void refusesThePeerThatComesTwice() {
    ConfigException refusal = inPeer("[Peer]\nPublicKey = " + PUBLIC);
    assertEquals(Reason.DUPLICATE_PEER, refusal.reason());
    assertEquals(6, refusal.line());
    assertEquals(PUBLIC, refusal.text());
    assertTrue(refusal.getMessage().endsWith("(line 4)"), refusal.getMessage());
  }

  @Test
  void refusesThePrefixThatTwoPeersClaim() {
    ConfigException refusal =
        inPeer("AllowedIPs=10.0.0.0/8\n[Peer]\nPublicKey=" + SECRET + "\nAllowedIPs=10.1.2.3/8");
    assertEquals(Reason.DUPLICATE_ALLOWED_IP, refusal.reason());
    assertEquals(8, refusal.line());
    assertEquals("10.1.2.3/8", refusal.text());
    assertTrue(refusal.getMessage().contains("line 3"), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqFs,KEY_LENGTH", // no padding
    "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqF==,KEY_ENCODING", // 31 bytes
    "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqFt=,KEY_ENCODING", // a trailing bit
    "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqFsA,KEY_ENCODING", // 33 bytes
    "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNq-s=,KEY_ENCODING", // the URL alphabet
    "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCb NqFs=,KEY_ENCODING", // space inside
    "(hidden),KEY_LENGTH",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,KEY_IS_ZERO",
  })
  void refusesAKeyThatIsNotCanonicalWithoutShowingIt(String key, Reason reason) {
    ConfigException refusal = refusal("[Interface]\nPrivateKey = " + key);
    assertEquals(reason, refusal.reason());
    assertEquals("", refusal.text());
    assertFalse(refusal.getMessage().contains(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PrivatKey = " + SECRET, // misspelled
        "PrivateKey " + SECRET, // the equals sign forgotten
        "PrivateKey: " + SECRET,
        SECRET, // the line broken
        "PrivateKey = " + SECRET + SECRET, // pasted twice
        "[" + SECRET + "]",
        "PostUp = wg set %i private-key <(echo " + SECRET + ")",
        "[Peer]\nPrivateKey = " + SECRET, // in the wrong section
        "[Peer]\nPresharedKey = x" + SECRET,
        "[Peer]\nPresharedKey = " + SECRET + "\nPresharedKey = " + SECRET,
      })
  void neverShowsASecret(String text) {
    String shown = refusal("[Interface]\n" + text).toString();
    assertFalse(shown.contains(SECRET.substring(0, 43)), shown);
  }

  @Test
  void showsTheNameOfAnUnknownKeyButNotAPieceOfBase64() {
    assertEquals("PrivatKey", inDevice("PrivatKey = " + SECRET).text());
    assertEquals("", inDevice("bvNqFs=").text());
    assertEquals("", inDevice("bvNqFs==").text());
    assertEquals("", inDevice("a".repeat(25) + " = 1").text());
  }

  @Test
  void printsNoControlCharactersAndNoEndlessText() {
    ConfigException refusal = inDevice("Address = 10.0.0.1\u001b[2J\u202e" + "x".repeat(1000));
    assertTrue(refusal.getMessage().length() < 400, refusal.getMessage());
    assertTrue(
        refusal.getMessage().chars().noneMatch(c -> c == 0x1b || c == 0x202e),
        refusal.getMessage());
  }

  @Test
  void refusesALineWithoutEnd() {
    ConfigException refusal = inDevice("#" + "x".repeat(WgQuickParser.MAX_LINE_BYTES));
    assertEquals(Reason.LINE_TOO_LONG, refusal.reason());
    assertEquals(3, refusal.line());
  }
}
