package io.omniedge.pdm.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.data.SampleBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcquirerTest {
  private static final int COUNT = 100;
  private static final double RATE_HZ = 1_000;

  private final TestClock clock = new TestClock();
  private final List<SampleBlock> blocks = new ArrayList<>();
  private final FakeSource source = new FakeSource();
  private final Acquirer acquirer = new Acquirer("pump", source, blocks::add, clock);

  private final class FakeSource implements SampleSource {
    boolean isThere = true;
    boolean isOpen;
    boolean isAfterGap;

    @Override
    public List<SourceChannel> open() throws SourceException {
      require();
      isOpen = true;
      return List.of(new SourceChannel("x", "g", RATE_HZ, -2, 2, 4_096));
    }

    private void require() throws SourceException {
      if (!isThere) {
        throw new SourceException("/dev/fake", "", "it is not there");
      }
    }

    @Override
    public Burst read() throws SourceException {
      require();
      clock.advance(100_000_000);
      Burst burst =
          new Burst(new double[1][COUNT], clock.monotonicNanos(), Burst.Stamp.TAKEN, isAfterGap);
      isAfterGap = false;
      return burst;
    }

    @Override
    public void close() {
      isOpen = false;
    }
  }

  private void steps(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      acquirer.step();
    }
  }

  @Test
  void blocksHaveEvenTimesOfTheWall() throws Exception {
    steps(100);
    assertTrue(blocks.size() > 50);
    for (int i = 1; i < blocks.size(); i++) {
      SampleBlock before = blocks.get(i - 1);
      assertEquals("pump/x", before.source());
      assertNear(1_000_000, blocks.get(i).firstNanos() - before.nanos(COUNT - 1), 1_000);
    }
    SampleBlock last = blocks.get(blocks.size() - 1);
    assertNear(clock.wallNanos(), last.nanos(COUNT - 1), 10_000);
    assertEquals(RATE_HZ, last.rateHz(), 0.01);
  }

  @Test
  void aDeviceThatVanishesIsTriedAgainLessAndLessOften() throws Exception {
    steps(5);
    source.isThere = false;
    long begin = clock.monotonicNanos();
    steps(1);
    assertEquals("pump: /dev/fake: it is not there", acquirer.problem().orElseThrow());
    assertEquals(false, source.isOpen);
    assertEquals(1_000_000_000L, clock.monotonicNanos() - begin);
    steps(9);
    long before = clock.monotonicNanos();
    steps(1);
    assertEquals(60_000_000_000L, clock.monotonicNanos() - before);
    source.isThere = true;
    steps(2);
    assertTrue(acquirer.problem().isEmpty());
    assertEquals(11, acquirer.counters().restarts());
  }

  @Test
  void aDeviceThatOpensAndGivesNothingIsNotTriedTheFaster() throws Exception {
    steps(1);
    for (int i = 0; i < 8; i++) {
      source.isThere = false;
      steps(1);
      source.isThere = true;
      steps(1);
    }
    source.isThere = false;
    long before = clock.monotonicNanos();
    steps(1);
    assertEquals(60_000_000_000L, clock.monotonicNanos() - before);
  }

  @Test
  void aGapIsToldAndTimeGoesOnBehindIt() throws Exception {
    steps(60);
    SampleBlock before = blocks.get(blocks.size() - 1);
    clock.advance(250_000_000);
    source.isAfterGap = true;
    steps(1);
    SampleBlock after = blocks.get(blocks.size() - 1);
    assertNear(251_000_000, after.firstNanos() - before.nanos(COUNT - 1), 10_000);
    assertEquals(1, acquirer.counters().overruns());
    assertTrue(acquirer.status().contains("1 overruns"), acquirer.status());
  }

  @Test
  void aClockThatIsSetIsFollowedAtOnce() throws Exception {
    steps(60);
    SampleBlock before = blocks.get(blocks.size() - 1);
    clock.stepWall(3_600_000_000_000L);
    steps(1);
    SampleBlock after = blocks.get(blocks.size() - 1);
    assertNear(3_600_001_000_000L, after.firstNanos() - before.nanos(COUNT - 1), 10_000);
    assertEquals(1, acquirer.counters().clockJumps());
  }

  @Test
  void aSmallCorrectionOfTheClockKeepsSamplesEven() throws Exception {
    steps(60);
    clock.stepWall(50_000_000L);
    int from = blocks.size();
    steps(100);
    for (int i = from; i < blocks.size(); i++) {
      SampleBlock before = blocks.get(i - 1);
      assertNear(1_000_000, blocks.get(i).firstNanos() - before.nanos(COUNT - 1), 2_000);
      assertEquals(RATE_HZ, before.rateHz(), 0.6);
    }
  }

  @Test
  void theThreadLeavesTheDeviceWhenStopped() throws Exception {
    acquirer.start();
    acquirer.stop();
    assertEquals(false, source.isOpen);
  }

  private static void assertNear(long expected, long actual, long within) {
    assertTrue(Math.abs(expected - actual) <= within, actual + ", not " + expected);
  }
}
