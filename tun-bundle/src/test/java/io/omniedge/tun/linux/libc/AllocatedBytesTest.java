package io.omniedge.tun.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The scale itself, before anything is weighed with it. */
final class AllocatedBytesTest {
  private Object kept = "";

  @Test
  void noticesASingleObjectInEveryRound() {
    assertTrue(AllocatedBytes.inSteadyState(() -> kept = new byte[1]) >= 16);
    assertTrue(kept instanceof byte[]);
  }

  @Test
  void forgetsWhatOnlyTheFirstRoundsAllocate() {
    int[] rounds = new int[1];
    long bytes = AllocatedBytes.inSteadyState(() -> kept = rounds[0]++ < 5 ? new byte[1] : kept);
    assertEquals(0, bytes);
  }
}
