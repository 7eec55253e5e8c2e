package io.omniedge.gateway.configuration.metatype;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpdateCheckTest {
  private static final String XML =
      "<OCD id='p'>"
          + "<AD id='port' type='Integer' min='1' max='65535'/>"
          + "<AD id='ratio' type='Double' min='-0.5' max='0.5'/>"
          + "<AD id='free' type='Double'/>"
          + "<AD id='name' type='String' min='2' max='4'/>"
          + "<AD id='secret' type='Password' min='4' max='6'/>"
          + "<AD id='level' type='Integer'><Option value='1'/><Option value='2'/></AD>"
          + "<AD id='many' type='Long' cardinality='2' max='9' required='false'/>"
          + "<AD id='letter' type='Char' min='b' max='c' required='false'/>"
          + "</OCD>";
  private UpdateCheck check;

  @BeforeEach
  void read() throws IOException {
    ObjectClass objectClass =
        MetatypeReader.read(new ByteArrayInputStream(XML.getBytes(StandardCharsets.UTF_8))).get(0);
    check = new UpdateCheck("the.pid", objectClass);
  }

  @Test
  void allowsWhatTheMetatypeAllows() {
    for (int port : new int[] {1, 502, 65535}) {
      allowed("port", port);
    }
    allowed("ratio", -0.5);
    allowed("free", Double.NaN);
    allowed("name", "ab");
    allowed("name", "abcd");
    allowed("secret", new Password("abcdef"));
    allowed("level", 2);
    allowed("many", new Long[] {1L, 9L});
    allowed("many", new Long[0]);
    allowed("letter", 'z');
  }

  @Test
  void namesThePidThePropertyTheValueAndTheReason() {
    KuraException refused = refusedUpdate("port", 999999);
    assertEquals(
        "configuration attribute invalid: the.pid, port, 999999, more than 65535",
        refused.getMessage());
    assertEquals(KuraErrorCode.CONFIGURATION_ATTRIBUTE_INVALID, refused.getCode());
  }

  @Test
  void refusesNumbersOutsideTheirLimits() {
    refused("port", 0, "less than 1");
    refused("port", -1, "less than 1");
    refused("ratio", 0.51, "more than 0.5");
    refused("ratio", Double.NaN, "not between the limits");
    refused("ratio", Double.POSITIVE_INFINITY, "not between the limits");
  }

  @Test
  void refusesOtherTypes() {
    refused("port", "502", "should be of type Integer");
    refused("port", 502L, "should be of type Integer");
    refused("port", new Integer[] {502}, "should be of type Integer");
    refused("many", 5L, "should be an array of type Long");
    refused("many", new Integer[] {5}, "should be an array of type Long");
    refused("own", new Object(), "no value of this type can be stored");
    refused("own", List.of("a"), "no value of this type can be stored");
  }

  @Test
  void refusesStringsOfTheWrongLength() {
    refused("name", "a", "less than 2 characters");
    refused("name", "abcde", "more than 4 characters");
  }

  @Test
  void refusesWhatIsNoOption() {
    refused("level", 3, "not one of [1, 2]");
  }

  @Test
  void looksAtEveryElementOfAnArray() {
    refused("many", new Long[] {1L, 10L}, "more than 9");
    refused("many", new Long[] {1L, 2L, 3L}, "more than 2 values");
    refused("many", new Long[] {1L, null}, "an array with a hole");
    refused("own", new String[] {null}, "an array with a hole");
  }

  @Test
  void neverRepeatsAPassword() {
    for (Object value : new Object[] {new Password("hunter2"), new Password("hu2"), 4711}) {
      String message = refusedUpdate("secret", value).toString();
      assertTrue(message.contains("(secret)"), message);
      assertFalse(message.contains("hu"), message);
      assertFalse(message.contains("4711"), message);
    }
    refusedUpdate("port", new Password[] {new Password("hunter2")});
  }

  @Test
  void repeatsNoMoreOfALongValueThanFitsALine() {
    assertTrue(refusedUpdate("name", "x".repeat(100_000)).toString().length() < 200);
  }

  @Test
  void allowsPropertiesOfTheComponentsOwn() {
    allowed("own", "anything");
    allowed("own", new String[] {"a"});
  }

  @Test
  void missesWhatIsRequired() {
    KuraException refused =
        assertThrows(KuraException.class, () -> check.complete(Map.of("port", 1, "ratio", 0.1)));
    assertEquals("configuration required attribute missing: the.pid, free", refused.getMessage());
  }

  private void allowed(String name, Object value) {
    assertDoesNotThrow(() -> check.values(Map.of(name, value)));
  }

  private void refused(String name, Object value, String reason) {
    String message = refusedUpdate(name, value).toString();
    assertTrue(message.endsWith(", " + reason), message);
  }

  private KuraException refusedUpdate(String name, Object value) {
    return assertThrows(KuraException.class, () -> check.values(Map.of(name, value)));
  }
}
