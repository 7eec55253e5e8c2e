package io.omniedge.pdm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.triage.PriorityClass;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Power goes at any byte, and of what was not synced anything may be there: nothing that was
 * promised is lost, nothing that arrived comes as new, nothing comes changed.
 */
class StorePowerCutTest {
  private static final int MEGABYTE = 1 << 20;
  private static final StoreSettings ROOMY = settings(64 * MEGABYTE);

  private static StoreSettings settings(int diskBytes) {
    return new StoreSettings(
        MEGABYTE,
        diskBytes,
        PriorityClass.P4,
        new StoreSettings.Sync(1_000, 20),
        ReplayOrder.BACKLOG_FIRST,
        60);
  }

  private static void runUntilPowerIsGone(StoreDevice device, int operations) {
    try {
      for (int i = 0; i < operations; i++) {
        device.doSomething();
        device.assertConserved();
      }
    } catch (FaultyDisk.PowerCut e) {
      // As wanted; in the other cases it is cut between two operations.
    }
  }

  @Property(tries = 1_500)
  void nothingPromisedIsLostAndNothingIsNewTwice(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FaultyDisk disk = new FaultyDisk(random.nextLong());
    StoreDevice device = new StoreDevice(disk, ROOMY, random);
    device.start();
    for (int cut = 0; cut < 4; cut++) {
      disk.cutAfter(random.nextInt(30_000));
      runUntilPowerIsGone(device, 100);
      disk.powerUp();
      if (random.nextBoolean()) {
        disk.cutAfter(random.nextInt(60));
        try {
          device.start();
        } catch (FaultyDisk.PowerCut e) {
          disk.powerUp();
        }
        disk.powerUp();
      }
      device.start();
      device.assertConserved();
    }
    device.deliverAll();
    assertEquals(List.of(), device.lost());
    assertEquals(0, device.store().figures().waiting());
    device.assertConserved();
  }

  /** A few of each kind, and the power cut after each byte and call. */
  @Test
  void noByteIsABadMomentForAPowerCut() {
    long ticks = script(new FaultyDisk(1), Long.MAX_VALUE);
    assertTrue(ticks > 2_500, "a script of " + ticks + " moments");
    for (long cut = 0; cut < ticks; cut++) {
      for (int luck = 0; luck < 3; luck++) {
        long unused = script(new FaultyDisk(3 * cut + luck), cut);
      }
    }
    System.out.println(ticks + " moments, each with three outcomes of a power cut");
  }

  private static long script(FaultyDisk disk, long cut) {
    StoreDevice device = new StoreDevice(disk, ROOMY, new SplittableRandom(cut));
    if (cut != Long.MAX_VALUE) {
      disk.cutAfter(cut);
    }
    try {
      device.start();
      for (PriorityClass each : PriorityClass.values()) {
        device.append(each, 100);
        device.append(each, 200);
      }
      device.passAndTick(1_000);
      device.deliver(true);
      device.deliver(false);
      device.append(PriorityClass.P1, 50);
      device.append(PriorityClass.P3, 50);
      device.passAndTick(1_000);
      device.deliver(true);
      device.passAndTick(1_000);
    } catch (FaultyDisk.PowerCut e) {
      // That is what this is about.
    }
    long ticks = disk.ticks();
    disk.powerUp();
    device.start();
    device.deliverAll();
    assertEquals(List.of(), device.lost(), "cut after " + cut);
    device.assertConserved();
    return ticks;
  }

  /** With files that are thinned and written anew all the time. */
  @Property(tries = 300)
  void aFullStoreKeepsItsAlarmsOverPowerCuts(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FaultyDisk disk = new FaultyDisk(random.nextLong());
    StoreSettings small = settings(MEGABYTE / 4);
    StoreDevice device = new StoreDevice(disk, small, random);
    device.start();
    for (int cut = 0; cut < 3; cut++) {
      disk.cutAfter(200_000 + random.nextInt(400_000));
      try {
        for (int i = 0; i < 600; i++) {
          fill(device, random);
          device.assertConserved();
          assertTrue(device.store().figures().diskBytes() <= small.diskBytes());
        }
      } catch (FaultyDisk.PowerCut e) {
        // As wanted.
      }
      disk.powerUp();
      device.start();
      device.assertConserved();
    }
    device.deliverAll();
    assertEquals(List.of(), device.lostAlarms());
  }

  private static void fill(StoreDevice device, SplittableRandom random) {
    int kind = random.nextInt(40);
    if (kind == 0) {
      device.append(PriorityClass.P1, 100);
    } else if (kind < 4) {
      device.doSomething();
    } else {
      device.append(
          List.of(PriorityClass.P2, PriorityClass.P3, PriorityClass.P4).get(random.nextInt(3)),
          random.nextInt(2_000));
    }
  }

  @Property(tries = 300)
  void whatWasThinnedAndWrittenAnewIsThereAfterAPowerCut(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FaultyDisk disk = new FaultyDisk(random.nextLong());
    StoreDevice device = new StoreDevice(disk, settings(MEGABYTE / 4), random);
    device.start();
    int count = 200 + random.nextInt(400);
    for (int i = 0; i < count; i++) {
      fill(device, random);
    }
    device.passAndTick(1_000);
    Set<Integer> waiting = device.waiting();
    disk.powerUp();
    device.start();
    waiting.removeAll(device.waiting());
    assertEquals(Set.of(), waiting, "lost");
  }
}
