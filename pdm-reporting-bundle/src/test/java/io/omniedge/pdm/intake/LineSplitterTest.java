package io.omniedge.pdm.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private final List<String> said = new ArrayList<>();
  private final LineSplitter splitter =
      new LineSplitter(
          new LineSplitter.Lines() {
            @Override
            public void line(long number, byte[] bytes, int from, int length) {
              said.add(number + " " + new String(bytes, from, length, UTF_8));
            }

            @Override
            public void tooLong(long number) {
              said.add(number + " too long");
            }
          });

  private void take(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    splitter.take(bytes, 0, bytes.length);
  }

  @Test
  void joinsWhatComesInPieces() {
    take("a\nb");
    take("c");
    take("d\n\ne");
    splitter.finish();
    assertEquals(List.of("1 a", "2 bcd", "3 ", "4 e"), said);
  }

  @Test
  void goesOnAfterALineThatIsTooLong() {
    take("x".repeat(5_000));
    take("x".repeat(5_000));
    take("x\nshort\n");
    assertEquals(List.of("1 too long", "2 short"), said);
  }

  @Property(tries = 100)
  void cutsAlikeHoweverItComes(@ForAll @IntRange(min = 1, max = 40) int piece) {
    String text = "one x=1\n\ntwo x=2\r\n" + "y".repeat(LineProtocol.MOST_BYTES + 1) + "\nlast";
    said.clear();
    LineSplitterTest whole = new LineSplitterTest();
    whole.take(text);
    whole.splitter.finish();
    LineSplitterTest pieces = new LineSplitterTest();
    for (int at = 0; at < text.length(); at += piece) {
      pieces.take(text.substring(at, Math.min(text.length(), at + piece)));
    }
    pieces.splitter.finish();
    assertEquals(whole.said, pieces.said);
  }
}
