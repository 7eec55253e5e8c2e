package io.omniedge.manager.people.password;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneTimeCodeTest {
  /** [RFC 6238, appendix B]; of its eight digits the last six are the code of six. */
  private static final String RFC_SECRET =
      OneTimeCode.encode("12345678901234567890".getBytes(US_ASCII));

  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void givesTheCodesOfTheSpecification(long seconds, String code) {
    assertEquals(code, OneTimeCode.at(RFC_SECRET, seconds / 30));
    OptionalLong step = OneTimeCode.step(RFC_SECRET, code, Instant.ofEpochSecond(seconds), 0);
    assertEquals(OptionalLong.of(seconds / 30), step);
  }

  @Test
  void takesACodeOnceAndNoneBeforeIt() {
    Instant now = Instant.ofEpochSecond(1111111111);
    long step = 1111111111 / 30;
    assertEquals(OptionalLong.empty(), OneTimeCode.step(RFC_SECRET, "050471", now, step));
    assertEquals(OptionalLong.empty(), OneTimeCode.step(RFC_SECRET, "081804", now, step));
  }

  @Test
  void takesACodeOfTheNeighbouringHalfMinuteOnly() {
    String code = OneTimeCode.at(RFC_SECRET, 1000);
    assertTrue(OneTimeCode.step(RFC_SECRET, code, Instant.ofEpochSecond(999 * 30), 0).isPresent());
    assertTrue(OneTimeCode.step(RFC_SECRET, code, Instant.ofEpochSecond(1001 * 30), 0).isPresent());
    assertTrue(OneTimeCode.step(RFC_SECRET, code, Instant.ofEpochSecond(1002 * 30), 0).isEmpty());
    assertTrue(OneTimeCode.step(RFC_SECRET, code, Instant.ofEpochSecond(998 * 30), 0).isEmpty());
  }

  @Test
  void takesACodeWithASpaceInTheMiddle() {
    Instant now = Instant.ofEpochSecond(1111111111);
    assertTrue(OneTimeCode.step(RFC_SECRET, " 050 471 ", now, 0).isPresent());
    assertTrue(OneTimeCode.step(RFC_SECRET, "", now, 0).isEmpty());
    assertTrue(OneTimeCode.step(RFC_SECRET, "٠٥٠٤٧١", now, 0).isEmpty());
  }

  @Test
  void writesSecretsAsTheSpecificationDoes() {
    assertEquals("MZXW6YTBOI", OneTimeCode.encode("foobar".getBytes(US_ASCII)));
    assertEquals("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", RFC_SECRET);
    assertThrows(IllegalArgumentException.class, () -> OneTimeCode.decode("MZ1W"));
  }

  @Property
  void readsWhatItWrote(@ForAll byte[] bytes) {
    assertArrayEquals(bytes, OneTimeCode.decode(OneTimeCode.encode(bytes)));
  }

  @Test
  void namesIssuerAndAccountForTheApplication() {
    assertEquals(
        "otpauth://totp/Omni%20Edge:a%40b?secret=ABC&issuer=Omni%20Edge",
        OneTimeCode.address("ABC", "Omni Edge", "a@b"));
  }
}
