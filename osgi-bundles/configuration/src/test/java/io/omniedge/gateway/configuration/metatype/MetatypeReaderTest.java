package io.omniedge.gateway.configuration.metatype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetatypeReaderTest {
  @Test
  void readsWhatMetaTypeServiceHides() throws IOException {
    OCD pump =
        only(
            "<OCD id='p' name='Pump' description='Moves water'>"
                + "<Icon resource='x.png' size='32'/>"
                + "<AD id='port' name='Port' description='Of TCP' type='Integer' cardinality='2'"
                + " min='1' max='9' default='5' required='false'>"
                + "<Option label='five' value='5'/><Option value='6'/></AD>"
                + "<AD id='host' type='String'/></OCD>");
    assertEquals(
        "p Pump Moves water", pump.getId() + " " + pump.getName() + " " + pump.getDescription());
    assertEquals("x.png", pump.getIcon().get(0).getResource());
    assertEquals(32, pump.getIcon().get(0).getSize().intValue());
    AD port = pump.getAD().get(0);
    assertEquals(Scalar.INTEGER, port.getType());
    assertEquals(
        List.of("1", "9", "5"),
        List.of("" + port.getMin(), "" + port.getMax(), "" + port.getDefault()));
    assertEquals(2, port.getCardinality());
    assertFalse(port.isRequired());
    assertEquals("five", port.getOption().get(0).getLabel());
    assertEquals("6", port.getOption().get(1).getLabel());
    AD host = pump.getAD().get(1);
    assertTrue(host.isRequired(), "required unless said otherwise");
    assertEquals(0, host.getCardinality());
    assertTrue(host.getOption().isEmpty());
  }

  @Test
  void keepsTheAttributesOfSeveralObjectClassesApart() throws IOException {
    List<ObjectClass> both =
        read("<M><OCD id='a' name='A'><AD id='x' type='Long'/></OCD><OCD id='b' name='B'/></M>");
    assertEquals(1, both.get(0).getAD().size());
    assertEquals(0, both.get(1).getAD().size());
  }

  @Test
  void takesTheTwoSpellingsOfACharacter() throws IOException {
    OCD both = only("<OCD id='a'><AD id='x' type='Char'/><AD id='y' type='Character'/></OCD>");
    assertEquals(Scalar.CHAR, both.getAD().get(0).getType());
    assertEquals(Scalar.CHAR, both.getAD().get(1).getType());
  }

  @Test
  void saysWhereAFileIsWrong() {
    assertRefused("unknown type Colour", "<OCD id='a'>\n<AD id='x' type='Colour'/></OCD>");
    assertRefused("AD needs id", "<OCD id='a'><AD type='Long'/></OCD>");
    assertRefused("not many", "<OCD id='a'><AD id='x' type='Long' cardinality='many'/></OCD>");
    assertRefused("size of an icon", "<OCD id='a'><Icon resource='x' size='big'/></OCD>");
    assertRefused("", "<OCD id='a'>");
    assertRefused("", "");
    String message =
        assertThrows(IOException.class, () -> read("<OCD id='a'>\n<AD type='Long'/></OCD>"))
            .toString();
    assertTrue(message.contains("[2,"), message);
  }

  @Test
  void readsNoOtherFile(@TempDir Path folder) throws IOException {
    Path secret = folder.resolve("secret");
    Files.writeString(secret, "hunter2");
    for (String dtd :
        new String[] {
          "<!DOCTYPE OCD [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>",
          "<!DOCTYPE OCD SYSTEM '" + secret.toUri() + "'>",
          "<!DOCTYPE OCD [<!ENTITY % x SYSTEM '" + secret.toUri() + "'> %x;]>",
        }) {
      String message =
          assertThrows(IOException.class, () -> read(dtd + "<OCD id='a' name='n'>&x;</OCD>"))
              .toString();
      assertFalse(message.contains("hunter2"), message);
    }
  }

  @Test
  void isNotBlownUpByEntities() {
    StringBuilder dtd = new StringBuilder("<!DOCTYPE OCD [<!ENTITY a0 'ha'>");
    for (int i = 1; i < 40; i++) {
      dtd.append("<!ENTITY a" + i + " '&a" + (i - 1) + ";&a" + (i - 1) + ";'>");
    }
    assertRefused("DTD", dtd + "]><OCD id='&a39;'/>");
  }

  @Test
  void refusesDefinitionsThatContradictThemselves() throws IOException {
    for (Map.Entry<String, String> wrong :
        Map.of(
                "default of x", "type='Integer' default='many'",
                "limit of x", "type='Integer' min='few'",
                "option of x", "type='Boolean'><Option value='maybe'/")
            .entrySet()) {
      String end = wrong.getValue().contains(">") ? "></AD>" : "/>";
      ObjectClass read = only("<OCD id='a'><AD id='x' " + wrong.getValue() + end + "</OCD>");
      String message =
          assertThrows(IllegalArgumentException.class, () -> new Definition(read, false))
              .toString();
      assertTrue(message.contains(wrong.getKey()), message);
    }
  }

  private static void assertRefused(String reason, String xml) {
    String message = assertThrows(IOException.class, () -> read(xml)).toString();
    assertTrue(message.contains(reason), message);
  }

  private static ObjectClass only(String xml) throws IOException {
    List<ObjectClass> all = read(xml);
    assertEquals(1, all.size());
    return all.get(0);
  }

  private static List<ObjectClass> read(String xml) throws IOException {
    return MetatypeReader.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
