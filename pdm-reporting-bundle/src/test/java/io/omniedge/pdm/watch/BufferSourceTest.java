package io.omniedge.pdm.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.quality.QualityFlag;
import io.omniedge.pdm.quality.QualityGates;
import io.omniedge.pdm.store.ClockQuality;
import io.omniedge.protocol.ProtocolException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Samples come into the buffers; two seconds at 1 kHz are a block, wanted each ten seconds. */
class BufferSourceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_763_900_000L * SECOND;
  private static final double RATE_HZ = 1_000;

  private final SampleBuffers buffers = new SampleBuffers(1 << 20, 60);
  private final Random random = new Random(5);
  private final BufferSource source = source(2);

  private BufferSource source(double blockSeconds) {
    try {
      return new BufferSource(
          MachineDefinition.read(WatchTest.DEFINITION),
          blockSeconds,
          () -> buffers,
          point -> 10,
          () -> ClockQuality.SET);
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  /** How far a sample's time is from where it should be. */
  @FunctionalInterface
  private interface Delay {
    long nanos(int sample);
  }

  private void measure(double fromSecond, double toSecond, Delay delay) {
    for (int i = (int) (fromSecond * RATE_HZ); i < toSecond * RATE_HZ; i++) {
      long at = START + i * 1_000_000L + delay.nanos(i);
      buffers.add("DE", at, Math.sin(i) + 0.1 * random.nextGaussian(), at);
    }
  }

  private void measure(double fromSecond, double toSecond) {
    measure(fromSecond, toSecond, i -> 0);
  }

  private static long millis(double second) {
    return START / 1_000_000 + (long) (1_000 * second);
  }

  private static boolean isWrongRate(Block block) {
    return new QualityGates(Double.NaN, 1.5, 0, 1_480)
        .check(
            block.samples(),
            block.acquisition().rateHz(),
            block.acquisition().measuredRateHz(),
            1_480,
            1_480)
        .find(QualityFlag.WRONG_RATE)
        .isPresent();
  }

  private Block cut(Delay delay) {
    measure(0, 3, delay);
    return source.next(millis(3)).orElseThrow();
  }

  @Test
  void blockIsTheNewestStretchAtTheRateOfItsTimes() {
    Block block = cut(i -> 0);
    assertEquals("drive-end", block.point());
    assertEquals(2_000, block.samples().length);
    assertEquals(millis(0.999), block.atMillis());
    assertEquals(RATE_HZ, block.acquisition().rateHz(), 1e-6);
    assertEquals(RATE_HZ, block.acquisition().measuredRateHz(), 1e-6);
    assertEquals(ClockQuality.SET, block.acquisition().clock());
    assertFalse(isWrongRate(block));
    assertTrue(Double.isNaN(block.slowestRpm()) && Double.isNaN(block.fastestRpm()));
  }

  @Test
  void timesRoundedToMicrosecondsAndAStepBetweenBatchesAreNoFault() {
    assertFalse(isWrongRate(cut(i -> random.nextInt(1_000) - 500 + i / 500 * 200_000L)));
  }

  @Test
  void jitterIsAFlag() {
    assertTrue(isWrongRate(cut(i -> (i % 2) * 300_000L)));
  }

  @Test
  void aGapIsAFlag() {
    assertTrue(isWrongRate(cut(i -> i < 2_000 ? 0 : 100_000_000L)));
  }

  @Test
  void aClockThatRunsFasterForAWhileIsAFlag() {
    assertTrue(isWrongRate(cut(i -> i < 2_000 ? 0 : (i - 2_000) * 20_000L)));
  }

  @Test
  void speedIsThatOfTheBlockAndTheOneBefore() {
    for (int second = -5; second <= 3; second++) {
      long at = START + second * SECOND;
      buffers.add("tacho", at, second == 0 ? 1_470 : second == 2 ? 1_490 : 1_480, at);
    }
    Block block = cut(i -> 0);
    assertEquals(1_470, block.slowestRpm(), "the one that counted when it began");
    assertEquals(1_490, block.fastestRpm());
  }

  @Test
  void speedOfLongAgoIsNone() {
    buffers.add("tacho", START - 20 * SECOND, 1_480, START);
    assertTrue(Double.isNaN(cut(i -> 0).slowestRpm()));
  }

  @Test
  void nextBlockComesWhenItIsWantedAndHasNoSampleAgain() {
    measure(0, 3);
    assertTrue(source.next(millis(3)).isPresent());
    measure(3, 9);
    assertTrue(source.next(millis(9)).isEmpty(), "not yet");
    measure(9, 13);
    assertEquals(millis(10.999), source.next(millis(13)).orElseThrow().atMillis());
    assertTrue(source.next(millis(23)).isEmpty(), "nothing new came");
    assertFalse(source.isDone());
  }

  @Test
  void aSilentSourceIsToldAfterAWhile() {
    measure(0, 3);
    assertTrue(source.next(millis(3)).isPresent());
    assertTrue(source.next(millis(30)).isEmpty());
    assertEquals(Map.of(), source.lacks(millis(30)));
    assertTrue(source.next(millis(100)).isEmpty());
    assertEquals(Map.of("drive-end", "no samples of DE come"), source.lacks(millis(100)));
    measure(100, 103);
    assertTrue(source.next(millis(103)).isPresent());
    assertEquals(Map.of(), source.lacks(millis(103)));
  }

  @Test
  void buffersThatReachNotFarEnoughAreTold() {
    BufferSource longer = source(30);
    measure(0, 10);
    assertTrue(longer.next(millis(10)).isEmpty());
    measure(10, 11);
    assertTrue(longer.next(millis(11)).isEmpty());
    assertTrue(
        longer.lacks(millis(101)).toString().contains("reach back 11.0 s for DE of 30.0 s"),
        longer.lacks(millis(101)).toString());
  }

  @Test
  void tooFewSamplesAreTold() {
    for (int second = 0; second < 100; second++) {
      long at = START + second * SECOND;
      buffers.add("DE", at, second, at);
      assertTrue(source.next(millis(second)).isEmpty());
    }
    assertTrue(
        source.lacks(millis(99)).toString().contains("at least 1024 are needed"),
        source.lacks(millis(99)).toString());
  }

  @Test
  void withoutBuffersThereIsNothing() throws ProtocolException {
    BufferSource none =
        new BufferSource(
            MachineDefinition.read(WatchTest.DEFINITION),
            2,
            () -> null,
            point -> 10,
            () -> ClockQuality.SET);
    assertTrue(none.next(0).isEmpty());
  }
}
