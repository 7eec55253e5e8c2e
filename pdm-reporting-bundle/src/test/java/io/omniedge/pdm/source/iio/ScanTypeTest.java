package io.omniedge.pdm.source.iio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScanTypeTest {
  @Test
  void readsWhatTheKernelWrites() {
    assertEquals(new ScanType(false, true, 12, 16, 1, 4), ScanType.parse("le:s12/16>>4"));
    assertEquals(new ScanType(false, true, 12, 16, 2, 4), ScanType.parse("le:s12/16X2>>4"));
    assertEquals(new ScanType(false, true, 12, 16, 2, 4), ScanType.parse("le:s12/16>>4X2"));
    assertEquals(new ScanType(true, false, 24, 32, 1, 0), ScanType.parse("be:u24/32"));
    assertEquals(new ScanType(false, true, 64, 64, 1, 0), ScanType.parse("le:s64/64>>0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "le",
        "le:",
        "le:s",
        "le:s12",
        "le:s12/",
        "xe:s12/16",
        "le:f32/32",
        "le:s12/16>>",
        "le:s12/16>>5",
        "le:s17/16",
        "le:s0/16",
        "le:s12/12",
        "le:s12/16X0",
        "le:s12/16X65",
        "le:s12/16X2>>4X2",
        "le:s12/16>>-1",
        "le:s999/999",
        "le:s12/16>>4 ",
        " le:s12/16",
        "le:s1２/16"
      })
  void refusesWhatIsNone(String text) {
    assertThrows(IllegalArgumentException.class, () -> ScanType.parse(text));
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll String text) {
    try {
      ScanType.parse(text);
    } catch (IllegalArgumentException e) {
      assertTrue(String.valueOf(e.getMessage()).length() > 5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "le:s12/16>>4, F07F, 2047", "le:s12/16>>4, 0080, -2048", "le:s12/16>>4, FFFF, -1",
    "be:s12/16>>4, 7FF0, 2047", "be:u12/16, FFFF, 4095", "le:s20/32>>12, 00F0FFFF, -1",
    "be:s24/32>>8, 80000000, -8388608", "le:u8/8, FF, 255", "le:s64/64, FFFFFFFFFFFFFFFF, -1"
  })
  void takesTheBitsThatCount(String type, String hex, long value) {
    byte[] bytes = new BigInteger("01" + hex, 16).toByteArray();
    ByteBuffer scan = ByteBuffer.wrap(bytes);
    assertEquals(value, ScanType.parse(type).raw(scan, 1));
  }

  @Property
  void whatWasPackedComesOut(
      @ForAll long value,
      @ForAll @IntRange(max = 3) int size,
      @ForAll @IntRange(min = 1, max = 64) int bits,
      @ForAll @IntRange(max = 63) int shift,
      @ForAll boolean big,
      @ForAll boolean signed,
      @ForAll long noise) {
    int storage = 8 << size;
    int wanted = Math.min(bits, storage);
    int by = Math.min(shift, storage - wanted);
    BigInteger mask = BigInteger.ONE.shiftLeft(wanted).subtract(BigInteger.ONE);
    BigInteger field = BigInteger.valueOf(value).and(mask);
    BigInteger others = BigInteger.valueOf(noise).andNot(mask.shiftLeft(by));
    BigInteger stored = field.shiftLeft(by).or(others);
    ByteBuffer scan = ByteBuffer.allocate(storage / 8 + 3);
    for (int i = 0; i < storage / 8; i++) {
      int at = big ? storage / 8 - 1 - i : i;
      scan.put(3 + at, stored.shiftRight(8 * i).byteValue());
    }
    BigInteger expected =
        signed && field.testBit(wanted - 1)
            ? field.subtract(BigInteger.ONE.shiftLeft(wanted))
            : field;
    ScanType type = new ScanType(big, signed, wanted, storage, 1, by);
    assertEquals(expected.longValue(), type.raw(scan, 3));
  }

  @Test
  void elementsAreAlignedToTheirSizeAndTheWholeToTheLargest() {
    ScanLayout layout =
        new ScanLayout(
            List.of(
                new ScanElement("in_timestamp", 9, ScanType.parse("le:s64/64")),
                new ScanElement("in_accel_z", 2, ScanType.parse("le:s12/16>>4")),
                new ScanElement("in_accel_x", 0, ScanType.parse("le:s8/8")),
                new ScanElement("in_accel_y", 1, ScanType.parse("le:s12/16>>4"))));
    assertEquals(0, layout.offset("in_accel_x"));
    assertEquals(2, layout.offset("in_accel_y"));
    assertEquals(4, layout.offset("in_accel_z"));
    assertEquals(8, layout.offset("in_timestamp"));
    assertEquals(16, layout.bytes());
    ScanLayout repeated =
        new ScanLayout(
            List.of(
                new ScanElement("in_a", 0, ScanType.parse("le:s16/16")),
                new ScanElement("in_rot_quaternion", 1, ScanType.parse("le:s32/32X4"))));
    assertEquals(16, repeated.offset("in_rot_quaternion"));
    assertEquals(32, repeated.bytes());
  }
}
