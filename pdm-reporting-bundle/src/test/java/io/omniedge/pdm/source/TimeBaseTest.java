package io.omniedge.pdm.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimeBaseTest {
  private static final double NOMINAL_HZ = 3_200;
  private static final int COUNT = 160;

  /** A device with an oscillator of its own, and a way that takes its time. */
  private static final class Device {
    final Random random = new Random(4);
    final double periodNanos;
    double nanos = 7e9;

    Device(double rateHz) {
      periodNanos = 1e9 / rateHz;
    }

    Burst next(Burst.Stamp stamp, double jitterNanos) {
      nanos += COUNT * periodNanos;
      double late = Math.abs(random.nextGaussian()) * jitterNanos;
      return new Burst(new double[1][COUNT], Math.round(nanos + late), stamp, false);
    }
  }

  @Property(tries = 30)
  void findsTheRateOfTheDeviceUnderJitter(
      @ForAll @DoubleRange(min = -0.05, max = 0.05) double off) {
    Device device = new Device(NOMINAL_HZ * (1 + off));
    TimeBase base = new TimeBase(NOMINAL_HZ);
    for (int i = 0; i < 1_200; i++) {
      base.take(device.next(Burst.Stamp.ARRIVED, 300_000));
    }
    // A tone of 1 kHz is then off by less than 0.2 Hz.
    assertEquals(1 + off, base.rateHz() / NOMINAL_HZ, 2e-4);
  }

  @Test
  void stampsOfTheKernelGiveTheRateToSomePartsInAMillion() {
    Device device = new Device(NOMINAL_HZ * 1.013);
    TimeBase base = new TimeBase(NOMINAL_HZ);
    for (int i = 0; i < 1_200; i++) {
      base.take(device.next(Burst.Stamp.TAKEN, 20_000));
    }
    assertEquals(1.013, base.rateHz() / NOMINAL_HZ, 1e-5);
    assertEquals(device.nanos, (double) base.endNanos(), 50_000);
  }

  @Test
  void nothingComesOutBeforeTheRateIsMeasured() {
    Device device = new Device(NOMINAL_HZ);
    TimeBase base = new TimeBase(NOMINAL_HZ);
    long begin = 0;
    while (base.take(device.next(Burst.Stamp.TAKEN, 0)) == TimeBase.Outcome.SETTLING) {
      begin++;
    }
    assertEquals(2.0, begin * COUNT / NOMINAL_HZ, 0.2);
  }

  @Property(tries = 50)
  void burstsFollowEachOtherWithoutAHole(
      @ForAll @IntRange(max = 1_000_000) int seed, @ForAll boolean taken) {
    Device device = new Device(NOMINAL_HZ * 0.99);
    device.random.setSeed(seed);
    TimeBase base = new TimeBase(NOMINAL_HZ);
    long end = 0;
    int even = 0;
    for (int i = 0; i < 200; i++) {
      TimeBase.Outcome outcome =
          base.take(device.next(taken ? Burst.Stamp.TAKEN : Burst.Stamp.ARRIVED, 1_000_000));
      if (outcome == TimeBase.Outcome.EVEN) {
        if (even > 0) {
          assertEquals(end, base.beginNanos());
        }
        even++;
        double period = (base.endNanos() - base.beginNanos()) / (double) COUNT;
        assertEquals(device.periodNanos, period, 0.005 * device.periodNanos);
        end = base.endNanos();
      }
    }
    assertTrue(even > 100);
  }

  @Test
  void aThreadThatWaitedLosesNothing() {
    Device device = new Device(NOMINAL_HZ);
    TimeBase base = settled(device);
    // 300 ms late, then the six bursts that the kernel kept at once.
    double now = device.nanos + 6 * COUNT * device.periodNanos;
    for (int i = 0; i < 6; i++) {
      device.nanos += COUNT * device.periodNanos;
      Burst late = new Burst(new double[1][COUNT], Math.round(now), Burst.Stamp.ARRIVED, false);
      assertEquals(TimeBase.Outcome.EVEN, base.take(late));
    }
    base.take(device.next(Burst.Stamp.ARRIVED, 0));
    assertEquals(device.nanos, (double) base.endNanos(), 2_000_000);
  }

  @Test
  void aGapOfTheKernelsStampsIsSeenAtOnce() {
    Device device = new Device(NOMINAL_HZ);
    TimeBase base = settled(device);
    device.nanos += 100_000_000;
    assertEquals(TimeBase.Outcome.GAP, base.take(device.next(Burst.Stamp.TAKEN, 0)));
    assertEquals(device.nanos, (double) base.endNanos(), 1_000);
    assertEquals(TimeBase.Outcome.EVEN, base.take(device.next(Burst.Stamp.TAKEN, 0)));
  }

  @Test
  void samplesThatAreMissingWithoutAStampAreSeenAfterTwoSeconds() {
    Device device = new Device(NOMINAL_HZ);
    TimeBase base = settled(device);
    device.nanos += 100_000_000;
    int gaps = 0;
    for (int i = 0; i < 60; i++) {
      if (base.take(device.next(Burst.Stamp.ARRIVED, 0)) == TimeBase.Outcome.GAP) {
        gaps++;
      }
    }
    assertEquals(1, gaps);
    assertEquals(device.nanos, (double) base.endNanos(), 2_000_000);
    assertEquals(NOMINAL_HZ, base.rateHz(), 1);
  }

  @Test
  void timeNeverGoesBack() {
    Device device = new Device(NOMINAL_HZ);
    TimeBase base = settled(device);
    long end = base.endNanos();
    device.nanos -= 1e9;
    assertEquals(TimeBase.Outcome.OVERLAP, base.take(device.next(Burst.Stamp.TAKEN, 0)));
    assertTrue(base.endNanos() >= end);
  }

  @Property
  void anyStampsKeepTimesInOrder(@ForAll long[] stamps) {
    TimeBase base = new TimeBase(NOMINAL_HZ);
    long end = Long.MIN_VALUE;
    for (long stamp : stamps) {
      // Stamps of the last hundred years; others are not taken from a device.
      Burst burst =
          new Burst(new double[1][COUNT], stamp % (1L << 61), Burst.Stamp.ARRIVED, stamp % 7 == 0);
      TimeBase.Outcome outcome = base.take(burst);
      if (outcome == TimeBase.Outcome.EVEN || outcome == TimeBase.Outcome.GAP) {
        assertTrue(base.endNanos() >= base.beginNanos());
        if (end != Long.MIN_VALUE) {
          assertTrue(base.beginNanos() >= end - 1_000);
        }
        end = base.endNanos();
      }
    }
  }

  private static TimeBase settled(Device device) {
    TimeBase base = new TimeBase(NOMINAL_HZ);
    for (int i = 0; i < 200; i++) {
      base.take(device.next(Burst.Stamp.TAKEN, 0));
    }
    return base;
  }
}
