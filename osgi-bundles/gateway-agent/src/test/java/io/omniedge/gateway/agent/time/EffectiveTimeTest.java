package io.omniedge.gateway.agent.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectiveTimeTest {
  private final List<Long> kept = new ArrayList<>();

  private EffectiveTime at(long clock, long floor) {
    return new EffectiveTime(InstantSource.fixed(Instant.ofEpochSecond(clock)), floor, kept::add);
  }

  @Test
  void aClockBehindTheFloorIsNotBelieved() {
    EffectiveTime time = at(0, 1_700_000_000);
    assertEquals(1_700_000_000, time.seconds());
    assertTrue(time.clockIsBehind());
  }

  @Test
  void aClockAheadOfTheFloorIsTheTime() {
    EffectiveTime time = at(1_800_000_000, 1_700_000_000);
    assertEquals(1_800_000_000, time.seconds());
    assertFalse(time.clockIsBehind());
  }

  @Test
  void theFloorOnlyRisesAndIsStoredInSteps() {
    EffectiveTime time = at(0, 1_700_000_000);
    time.atLeast(1_700_000_100);
    assertEquals(List.of(), kept);
    time.atLeast(1_700_000_600);
    time.atLeast(1_600_000_000);
    assertEquals(1_700_000_600, time.seconds());
    assertEquals(List.of(1_700_000_600L), kept);
  }

  @Test
  void aTimeThatWouldStayForEverIsNotBelieved() {
    EffectiveTime time = at(0, 1_700_000_000);
    time.atLeast(Long.MAX_VALUE);
    assertEquals(1_700_000_000, time.seconds());
  }
}
