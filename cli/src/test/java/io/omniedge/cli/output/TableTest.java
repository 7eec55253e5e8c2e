package io.omniedge.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirCells() {
    Table table = Table.of("ID", "NAME~").row("d-1", "berlin-gw").row("d-22", "");
    assertEquals(List.of("ID    NAME", "d-1   berlin-gw", "d-22  -"), table.lines(80));
  }

  @Test
  void cutsOnlyWhatMayBeCutTheWidestFirst() {
    Table table = Table.of("ID", "A~", "B~").row("d-0123456789", "x".repeat(30), "y".repeat(12));
    List<String> lines = table.lines(40);
    assertEquals("d-0123456789  xxxxxxxxxxx…  yyyyyyyyyyyy", lines.get(1));
  }

  @Test
  void leavesOutWhatIsNotNeededBeforeItCuts() {
    Table table = Table.of("ID", "A~", "B?", "C?").row("d-1", "aaaa", "bbbb", "cccc");
    assertEquals("d-1  aaaa  bbbb  cccc", table.lines(21).get(1));
    assertEquals("d-1  aaaa  bbbb", table.lines(20).get(1));
    assertEquals(List.of("ID   A", "d-1  aaaa"), table.lines(14));
  }

  @Test
  void wrapsATextBelowItsHeading() {
    Table table = Table.of("ID", "NOTE+").row("d-1", "the new press of hall 2").row("d-2", "");
    assertEquals(
        List.of("ID   NOTE", "d-1  the new", "     press of", "     hall 2", "d-2  -"),
        table.lines(14));
    assertEquals(
        List.of("ID   NOTE", "d-1  aaaaaaaa", "     aaaa"),
        Table.of("ID", "NOTE+").row("d-1", "a".repeat(12)).lines(13));
  }

  @Test
  void neverCutsAnIdentifier() {
    String id = "d-" + "7".repeat(40);
    assertTrue(Table.of("ID", "N~").row(id, "long name").lines(20).get(1).startsWith(id));
  }

  @Test
  void showsControlCharactersOfStrangersAsWhatTheyAre() {
    List<String> lines = Table.of("NAME").row("a\u001b[2Jb\nc\u202Ed").lines(80);
    assertEquals("a\uFFFD[2Jb\uFFFDc\uFFFDd", lines.get(1));
  }

  @Property
  void fitsEightyColumns(
      @ForAll @Size(min = 1, max = 20) List<@StringLength(max = 300) String> cells) {
    Table table = Table.of("ID", "ONE~", "TWO+", "THREE~");
    for (String cell : cells) {
      table.row("d-0123456789", cell, cell + " " + cell, "short");
    }
    for (String line : table.lines(80)) {
      assertTrue(line.codePointCount(0, line.length()) <= 80, line);
    }
  }
}
