package io.omniedge.pdm.source.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.TestClock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PulseSpeedTest {
  private static final long SECOND = 1_000_000_000L;

  @Property
  void steadyPulsesGiveTheSpeedWhateverMomentItIsAsked(
      @ForAll @DoubleRange(min = 60, max = 300_000) double rpm,
      @ForAll @IntRange(min = 1, max = 60) int marks,
      @ForAll @LongRange(min = 1_200_000_000L, max = 5_000_000_000L) long asked) {
    PulseSpeed speed = new PulseSpeed(marks, 5 * SECOND, 0);
    double period = 60e9 / rpm / marks;
    int pulses = 0;
    for (double at = 0; at < asked && pulses < 20_000; at += period) {
      speed.pulse(Math.round(at));
      pulses++;
    }
    if (pulses > 1) {
      double told = speed.rpm(Math.round(period * pulses)).orElseThrow();
      assertEquals(rpm, told, rpm * (1.5 / (period * (pulses - 1)) + 1e-9));
    }
  }

  @Property
  void anyPulsesGiveASpeedThatIsFiniteAndNotNegative(@ForAll long[] stamps, @ForAll long now) {
    PulseSpeed speed = new PulseSpeed(1, 5 * SECOND, 0);
    for (long stamp : stamps) {
      speed.pulse(stamp >> 2);
    }
    speed
        .rpm(now >> 2)
        .ifPresent(rpm -> assertTrue(rpm >= 0 && Double.isFinite(rpm), () -> "" + rpm));
  }

  @Test
  void aShaftThatStopsFallsToZero() {
    PulseSpeed speed = new PulseSpeed(1, 5 * SECOND, 0);
    for (int i = 0; i <= 20; i++) {
      speed.pulse(i * SECOND / 20);
    }
    assertEquals(1_200, speed.rpm(SECOND).orElseThrow(), 1e-6);
    assertEquals(60, speed.rpm(2 * SECOND).orElseThrow(), 1e-6);
    assertEquals(20, speed.rpm(4 * SECOND).orElseThrow(), 1e-6);
    assertEquals(0, speed.rpm(6 * SECOND).orElseThrow());
  }

  @Test
  void atFirstTheSpeedIsNotKnown() {
    PulseSpeed speed = new PulseSpeed(1, 5 * SECOND, 0);
    assertTrue(speed.rpm(SECOND).isEmpty());
    speed.pulse(2 * SECOND);
    assertTrue(speed.rpm(3 * SECOND).isEmpty());
    assertEquals(0, speed.rpm(7 * SECOND).orElseThrow());
  }

  private final TestClock clock = new TestClock();

  /** What the kernel would give. */
  private final class FakeLine implements LineEvents {
    final Deque<long[]> waiting = new ArrayDeque<>();
    final ByteBuffer buffer = ByteBuffer.allocate(3 * LineEvent.BYTES);

    @Override
    public void open() {
      waiting.clear();
    }

    @Override
    public int await(int millis) {
      clock.advance(millis * 1_000_000L);
      int at = 0;
      for (; at < buffer.capacity() && !waiting.isEmpty(); at += LineEvent.BYTES) {
        long[] event = waiting.remove();
        ByteBuffer host = buffer.duplicate().order(ByteOrder.nativeOrder());
        host.putLong(at, event[0]);
        host.putInt(at + LineEvent.ID_OFFSET, LineEvent.RISING);
        host.putInt(at + LineEvent.LINE_SEQUENCE_OFFSET, (int) event[1]);
      }
      return at;
    }

    @Override
    public ByteBuffer events() {
      return buffer;
    }

    @Override
    public void close() {}
  }

  @Test
  void eventsOfTheKernelBecomeASpeedAndLostOnesAGap() throws Exception {
    FakeLine line = new FakeLine();
    GpioSpeedSource source =
        new GpioSpeedSource(
            new GpioSpeedSettings(
                Backend.KERNEL, "/dev/gpiochip0", 4, 2, 1, 5, GpioSpeedSettings.Bias.AS_IS, 0),
            line,
            clock);
    assertEquals("rpm", source.open().get(0).name());
    assertEquals(0, source.read().size());
    long now = clock.monotonicNanos();
    for (int i = 0; i < 11; i++) {
      line.waiting.add(new long[] {now + i * SECOND / 50, i + 1});
    }
    Burst burst = source.read();
    assertEquals(1_500, burst.values(0)[0], 1e-6);
    assertEquals(clock.monotonicNanos(), burst.stampNanos());
    // 12 and 13 are missing.
    line.waiting.add(new long[] {now + SECOND, 14});
    line.waiting.add(new long[] {now + SECOND + SECOND / 25, 15});
    burst = source.read();
    assertTrue(burst.isAfterGap());
    assertEquals(750, burst.values(0)[0], 1e-6);
    source.close();
  }
}
