package io.omniedge.tun.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {
  private static int sum(byte[] bytes, int from, int length) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    direct.put(0, bytes);
    return InternetChecksum.sum(direct, from, length);
  }

  @Test
  void addsTheExampleOfRfc1071() {
    byte[] example = {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7};
    assertEquals(0xddf2, sum(example, 0, 8));
  }

  @Test
  void padsAnOddByteWithZero() {
    assertEquals(0x0102 + 0x0300, sum(new byte[] {9, 1, 2, 3, 9}, 1, 3));
  }

  @Test
  void carriesAroundWhenEveryBitIsSet() {
    byte[] ones = new byte[65535];
    java.util.Arrays.fill(ones, (byte) 0xff);
    assertEquals(TestPacket.sum(ones), sum(ones, 0, ones.length));
  }

  @Test
  void sumOfNothingIsZero() {
    assertEquals(0, sum(new byte[4], 2, 0));
  }

  @Property
  void agreesWithTheByteByByteSum(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(max = 300) int skip) {
    int from = Math.min(skip, bytes.length);
    byte[] part = java.util.Arrays.copyOfRange(bytes, from, bytes.length);
    assertEquals(TestPacket.sum(part), sum(bytes, from, part.length));
  }

  @Property
  void takingAWordOutUndoesAddingIt(
      @ForAll @IntRange(min = 1, max = 0xffff) int sum, @ForAll @IntRange(max = 0xffff) int word) {
    int both = InternetChecksum.fold((long) sum + word);
    assertEquals(sum, InternetChecksum.fold((long) both + InternetChecksum.without(word)));
  }
}
