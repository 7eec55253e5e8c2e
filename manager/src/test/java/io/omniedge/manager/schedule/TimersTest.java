package io.omniedge.manager.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.server.ManualClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TimersTest {
  @Test
  void doesWhatIsDueInOrderAndForgetsWhatWasReplacedOrCancelled() {
    ManualClock clock = new ManualClock();
    Timers timers = Timers.manual(clock);
    List<String> done = new ArrayList<>();
    timers.set("b", clock.instant().plusSeconds(2), () -> done.add("b"));
    timers.set("a", clock.instant().plusSeconds(1), () -> done.add("a"));
    timers.set("c", clock.instant().plusSeconds(1), () -> done.add("replaced"));
    timers.set("c", clock.instant().plusSeconds(3), () -> done.add("c"));
    timers.set("d", clock.instant().plusSeconds(1), () -> done.add("cancelled"));
    timers.cancel("d");
    timers.runDue();
    assertEquals(List.of(), done);
    clock.advance(Duration.ofSeconds(2));
    timers.runDue();
    assertEquals(List.of("a", "b"), done);
    clock.advance(Duration.ofSeconds(2));
    timers.runDue();
    timers.runDue();
    assertEquals(List.of("a", "b", "c"), done);
  }

  @Test
  void failureOfOneDoesNotStopTheOthers() {
    ManualClock clock = new ManualClock();
    Timers timers = Timers.manual(clock);
    List<String> done = new ArrayList<>();
    timers.set(
        "bad",
        clock.instant(),
        () -> {
          throw new IllegalStateException("on purpose");
        });
    timers.set("good", clock.instant(), () -> done.add("good"));
    timers.runDue();
    assertEquals(List.of("good"), done);
  }

  @Test
  void threadWakesForAnEarlierOne() throws Exception {
    InstantSource clock = InstantSource.system();
    CountDownLatch early = new CountDownLatch(1);
    try (Timers timers = Timers.start(clock)) {
      timers.set("late", clock.instant().plusSeconds(600), () -> {});
      timers.set("early", clock.instant().plusMillis(20), early::countDown);
      assertTrue(early.await(10, TimeUnit.SECONDS));
    }
  }
}
