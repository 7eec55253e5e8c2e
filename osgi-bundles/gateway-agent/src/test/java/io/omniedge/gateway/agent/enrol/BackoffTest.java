package io.omniedge.gateway.agent.enrol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Property
  void staysWithinItsBoundsAndTriplesAtMost(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int attempts) {
    Backoff backoff = new Backoff(new Random(seed), 1_000, 60_000);
    long last = 1_000;
    for (int i = 0; i < attempts; i++) {
      long next = backoff.nextMillis();
      assertTrue(next >= 1_000 && next <= Math.min(60_000, last * 3), last + " then " + next);
      last = next;
    }
    backoff.reset();
    assertTrue(backoff.nextMillis() <= 3_000);
  }

  @Test
  void aThousandGatewaysDoNotComeBackTogether() {
    TreeSet<Long> tenths = new TreeSet<>();
    for (int gateway = 0; gateway < 1_000; gateway++) {
      Backoff backoff = new Backoff(new Random(gateway * 7919L), 1_000, 60_000);
      long at = 0;
      for (int attempt = 0; attempt < 4; attempt++) {
        at += backoff.nextMillis();
      }
      tenths.add(at / 100);
    }
    assertTrue(tenths.size() > 150, "only " + tenths.size() + " different tenths of a second");
    assertEquals(true, tenths.last() - tenths.first() > 300);
  }
}
