package io.omniedge.pdm.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.data.SampleBlock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineProtocolTest {
  private static final long NOW = 1_780_315_200_000_000_000L;

  private final List<SampleBlock> blocks = new ArrayList<>();

  private @Nullable LineError read(String line) {
    return read(new LineProtocol(Precision.NS), line);
  }

  private @Nullable LineError read(LineProtocol protocol, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    blocks.clear();
    return protocol.read(bytes, 0, bytes.length, NOW, blocks);
  }

  private List<String> names() {
    return blocks.stream().map(SampleBlock::source).toList();
  }

  @Test
  void namesASourceByMeasurementTagsAndField() {
    assertNull(read("vibration,machine=pump-1,axis=x rms=2.5,peak=7 1780315200000000001"));
    assertEquals(
        List.of("vibration/axis=x/machine=pump-1/rms", "vibration/axis=x/machine=pump-1/peak"),
        names());
    assertEquals(2.5, blocks.get(0).value(0));
    assertEquals(7, blocks.get(1).value(0));
    assertEquals(NOW + 1, blocks.get(1).firstNanos());
    assertEquals(0, blocks.get(0).rateHz());
  }

  @Test
  void takesNowWithoutATimestamp() {
    assertNull(read("pump-1 x=-1.5e-3"));
    assertEquals(List.of("pump-1/x"), names());
    assertEquals(NOW, blocks.get(0).firstNanos());
  }

  @Test
  void takesIntegersAndBooleansAndPassesOverTexts() {
    assertNull(read("m i=-12i,u=18446744073709551615u,t=true,f=F,s=\"a, \\\" b=1\",z=.5"));
    assertEquals(List.of("m/i", "m/u", "m/t", "m/f", "m/z"), names());
    assertEquals(-12, blocks.get(0).value(0));
    assertEquals(0x1p64, blocks.get(1).value(0));
    assertEquals(1, blocks.get(2).value(0));
    assertEquals(0, blocks.get(3).value(0));
  }

  @Test
  void understandsBackslashes() {
    assertNull(read("pump\\ house\\,east,a\\=b=c\\,d e\\ f=1"));
    assertEquals(List.of("pump house,east/a=b=c,d/e f"), names());
    assertNull(read("a\\b c\\d=1"));
    assertEquals(List.of("a\\b/c\\d"), names());
  }

  @Test
  void readsTimestampsInTheirUnit() {
    assertNull(read(new LineProtocol(Precision.S), "m x=1 1780315200\r"));
    assertEquals(NOW, blocks.get(0).firstNanos());
    assertEquals(
        LineError.BAD_TIMESTAMP, read(new LineProtocol(Precision.S), "m x=1 17803152000000000"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "NO_MEASUREMENT;,a=b x=1",
        "NO_FIELD;m",
        "NO_FIELD;'m,a=b'",
        "NO_FIELD;'m '",
        "BAD_TAG;'m,a x=1'",
        "BAD_TAG;'m,=b x=1'",
        "BAD_TAG;'m,a= x=1'",
        "BAD_TAG;'m,a=b,a=c x=1'",
        "BAD_TAG;'m,a=b=c x=1'",
        "BAD_FIELD;'m x'",
        "BAD_FIELD;'m x=1,x=2'",
        "BAD_FIELD;'m x=1,'",
        "BAD_FIELD;'m =1'",
        "BAD_NUMBER;'m x='",
        "BAD_NUMBER;'m x=NaN'",
        "BAD_NUMBER;'m x=Infinity'",
        "BAD_NUMBER;'m x=1e999'",
        "BAD_NUMBER;'m x=0x1p3'",
        "BAD_NUMBER;'m x=1d'",
        "BAD_NUMBER;'m x=1.5i'",
        "BAD_NUMBER;'m x=-1u'",
        "BAD_NUMBER;'m x=9223372036854775808i'",
        "BAD_NUMBER;'m x=\"open'",
        "BAD_NUMBER;'m x=\"a\"b'",
        "BAD_TIMESTAMP;'m x=1 '",
        "BAD_TIMESTAMP;'m x=1 -1'",
        "BAD_TIMESTAMP;'m x=1 9223372036854775808'",
        "TRAILING;'m x=1 1 1'"
      })
  void refusesWithAReason(LineError why, String line) {
    assertEquals(why, read(line));
    assertEquals(List.of(), blocks);
  }

  @Test
  void refusesNamesThatWouldHarmALog() {
    assertEquals(LineError.BAD_NAME, read("m\tb x=1"));
    assertEquals(LineError.BAD_NAME, read("m" + "a".repeat(200) + " x=1"));
    byte[] bytes = {'m', (byte) 0xff, ' ', 'x', '=', '1'};
    assertEquals(LineError.NOT_UTF8, new LineProtocol(Precision.NS).read(bytes, 0, 6, NOW, blocks));
  }

  @Test
  void passesOverCommentsAndEmptyLines() {
    assertNull(read("# a comment"));
    assertNull(read(""));
    assertNull(read("  \r"));
    assertEquals(List.of(), blocks);
  }

  @Property(tries = 2_000)
  void readsBackEveryNumber(@ForAll double value) {
    if (Double.isFinite(value)) {
      assertNull(read("m x=" + value));
      assertEquals(value, blocks.get(0).value(0));
    }
  }

  @Property(tries = 2_000)
  void readsOrRefusesAnyText(@ForAll String line) {
    assertTrue(read(line) == null || blocks.isEmpty());
  }
}
