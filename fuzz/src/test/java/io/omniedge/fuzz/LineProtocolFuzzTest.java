package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.pdm.intake.LineProtocol;
import io.omniedge.pdm.intake.LineSplitter;
import io.omniedge.pdm.intake.Precision;
import java.util.ArrayList;
import java.util.List;

/** Measurements of any bytes are taken or refused; those taken are fit for a log and a store. */
class LineProtocolFuzzTest {
  private static final long NOW = 1_780_315_200_000_000_000L;

  @FuzzTest
  void takesOrRefuses(byte[] bytes) {
    LineProtocol protocol = new LineProtocol(Precision.NS);
    List<SampleBlock> blocks = new ArrayList<>();
    if (protocol.read(bytes, 0, bytes.length, NOW, blocks) != null) {
      assertEquals(List.of(), blocks, "a refused line leaves nothing");
    }
    for (SampleBlock block : blocks) {
      assertEquals(1, block.size());
      assertTrue(Double.isFinite(block.value(0)));
      assertTrue(block.firstNanos() >= 0);
      assertTrue(block.source().length() <= 200);
      assertFalse(block.source().chars().anyMatch(Character::isISOControl));
    }
  }

  @FuzzTest
  void cutsIntoLinesHoweverTheyCome(byte[] bytes) {
    List<String> whole = new ArrayList<>();
    LineSplitter atOnce = lines(whole);
    atOnce.take(bytes, 0, bytes.length);
    atOnce.finish();
    List<String> pieces = new ArrayList<>();
    LineSplitter oneByOne = lines(pieces);
    for (int i = 0; i < bytes.length; i++) {
      oneByOne.take(bytes, i, 1);
    }
    oneByOne.finish();
    assertEquals(whole, pieces);
  }

  private static LineSplitter lines(List<String> said) {
    return new LineSplitter(
        new LineSplitter.Lines() {
          @Override
          public void line(long number, byte[] bytes, int from, int length) {
            int hash = 0;
            for (int i = from; i < from + length; i++) {
              hash = 31 * hash + bytes[i];
            }
            said.add(number + " " + length + " " + hash);
          }

          @Override
          public void tooLong(long number) {
            said.add(number + " too long");
          }
        });
  }
}
