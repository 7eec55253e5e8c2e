package io.omniedge.gateway.configuration.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.kura.configuration.Password;
import org.junit.jupiter.api.Test;

class SnapshotTextTest {
  @Test
  void looksAsThePackageDescribesIt() {
    StoredConfiguration pump =
        new StoredConfiguration(
            "pump", null, Map.of("port", 502, "names", new String[] {"a\tb", "c\\"}));
    StoredConfiguration valve = new StoredConfiguration("valve 1", "valve", Map.of());
    assertEquals(
        """
        omniedge-snapshot 1
        configuration\tpump
        property\tnames\tString[]\ta\\tb\tc\\\\
        property\tport\tInteger\t502
        configuration\tvalve 1\tvalve
        end
        """,
        SnapshotText.encode(List.of(pump, valve)));
  }

  @Property
  void isReadAsItWasWritten(@ForAll("configurations") List<StoredConfiguration> all)
      throws BrokenSnapshotException {
    String text = SnapshotText.encode(all);
    // As a file would: bytes and back.
    String read = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    assertEquals(all, List.copyOf(SnapshotText.decode(read).values()));
  }

  @Provide
  Arbitrary<List<StoredConfiguration>> configurations() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(12);
    Arbitrary<Object> value =
        Arbitraries.oneOf(
            text.map(string -> string),
            Arbitraries.integers().map(number -> number),
            Arbitraries.longs().map(number -> number),
            Arbitraries.shorts().map(number -> number),
            Arbitraries.bytes().map(number -> number),
            Arbitraries.doubles().map(number -> number),
            Arbitraries.floats().map(number -> number),
            Arbitraries.chars().map(character -> character),
            Arbitraries.of(true, false).map(truth -> truth),
            text.array(String[].class).ofMaxSize(4).map(array -> array),
            Arbitraries.integers().array(Integer[].class).ofMaxSize(4).map(array -> array));
    Arbitrary<Map<String, Object>> properties = Arbitraries.maps(text, value).ofMaxSize(5);
    return Combinators.combine(text, text.injectNull(0.5), properties)
        .as(StoredConfiguration::new)
        .list()
        .ofMaxSize(5)
        .uniqueElements(StoredConfiguration::pid)
        .map(list -> list.stream().sorted((a, b) -> a.pid().compareTo(b.pid())).toList());
  }

  @Test
  void aPartIsNotTakenForTheWhole() {
    String text =
        SnapshotText.encode(
            List.of(new StoredConfiguration("pump", "p", Map.of("a", "end", "b", 'x'))));
    // The last character is the line end behind "end", which may be missing.
    for (int length = 0; length < text.length() - 1; length++) {
      String part = text.substring(0, length);
      assertThrows(BrokenSnapshotException.class, () -> SnapshotText.decode(part), part);
    }
  }

  @Test
  void saysWhichLineIsWrongAndKeepsTheValueToItself() {
    for (String line :
        List.of(
            "property\tport\tInteger\thunter2",
            "property\tport\tColour\thunter2",
            "property\tport\tString\thunter2\tmore",
            "property\tport\tString\thunter2\\",
            "property\tport\tString\thunter2\\u12",
            "something\thunter2",
            "configuration",
            "")) {
      String message =
          assertThrows(
                  BrokenSnapshotException.class,
                  () ->
                      SnapshotText.decode(
                          "omniedge-snapshot 1\nconfiguration\tp\n" + line + "\nend\n"))
              .getMessage();
      assertTrue(Objects.requireNonNull(message).startsWith("line 3: "), message);
      assertFalse(message.contains("hunter2"), message);
    }
  }

  @Test
  void refusesAPropertyOfNothingAndAVersionOfTomorrow() {
    assertThrows(
        BrokenSnapshotException.class,
        () -> SnapshotText.decode("omniedge-snapshot 1\nproperty\ta\tString\tb\nend\n"));
    assertThrows(
        BrokenSnapshotException.class, () -> SnapshotText.decode("omniedge-snapshot 2\nend\n"));
  }

  @Test
  void storesNoPasswordInClear() {
    StoredConfiguration clear =
        new StoredConfiguration("p", null, Map.of("secret", new Password("hunter2")));
    assertThrows(IllegalArgumentException.class, () -> SnapshotText.encode(List.of(clear)));
    assertFalse(clear.toString().contains("hunter2"));
  }
}
