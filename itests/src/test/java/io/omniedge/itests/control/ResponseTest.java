package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How soon a decision is in force, and a gateway on its feet; with the bounds that are promised.
 */
@Tag("netns")
@Tag("timed")
class ResponseTest {
  private static final Duration MOST_TO_EFFECT = Duration.ofSeconds(2);
  private static final Duration MOST_TO_FIRST_PACKET = Duration.ofSeconds(5);
  private static final long SILENCE_MILLIS = 500;
  private static final int CHANGES = 10;
  private static final int BOOTS = 3;

  private static final String TWO =
      "{\"rules\":[{\"id\":\"pair\",\"between\":[\"address:10.1.0.0/24\"],"
          + "\"and\":[\"address:10.2.0.0/24\"]}]}";

  private static final String THREE =
      "{\"rules\":[{\"id\":\"all\",\"between\":[\"address:10.0.0.0/8\"]}]}";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  @Test
  void changesAreInForceWithinTwoSecondsAndBootsWithinFive() {
    try (ControlLab lab = ControlLab.open("response", 3)) {
      lab.joinAll();
      lab.policy(THREE);
      ControlLab.awaitReach(lab.plant1(), lab.plant2());
      ControlLab.awaitReach(lab.plant3(), lab.plant1());
      lab.policy(TWO);
      ControlLab.awaitCut(lab.plant3(), lab.plant1());

      List<Program> permitted =
          List.of(
              Ping.stream(lab.plant1().machine(), lab.plant2().machineAddress()),
              Ping.stream(lab.plant2().machine(), lab.plant1().machineAddress()));
      Program asked = Ping.stream(lab.plant3().machine(), lab.plant1().machineAddress());
      List<Long> allowed = new ArrayList<>();
      List<Long> denied = new ArrayList<>();
      for (int change = 0; change < CHANGES; change++) {
        allowed.add(millisToFirstAnswer(asked, () -> lab.policy(THREE)));
        denied.add(millisToLastAnswer(asked, () -> lab.policy(TWO)));
      }
      long lost = permitted.stream().mapToLong(Ping::lostOf).sum();
      report("a rule added -> the first packet it allows", allowed);
      report("a rule removed -> the last packet it allowed", denied);
      System.out.println("FIGURE permitted packets lost by 20 changes: " + lost);
      assertWithin(MOST_TO_EFFECT, allowed);
      assertWithin(MOST_TO_EFFECT, denied);
      assertEquals(0, lost, "of flows that were allowed all the time");

      lab.manager().stop();
      Program inbound = Ping.stream(lab.plant1().machine(), lab.plant2().machineAddress());
      List<Long> boots = new ArrayList<>();
      for (int boot = 0; boot < BOOTS; boot++) {
        lab.plant2().runtime().kill();
        boots.add(millisToFirstAnswer(inbound, lab.plant2()::start));
      }
      report("a gateway started without its manager -> the first packet through it", boots);
      assertWithin(MOST_TO_FIRST_PACKET, boots);
    }
  }

  private static long millisToFirstAnswer(Program stream, Runnable change) {
    long begun = System.currentTimeMillis();
    change.run();
    Eventually.holds("an answer", () -> newestAnswer(stream) >= begun);
    long first =
        Ping.answerTimes(stream).stream().filter(time -> time >= begun).findFirst().orElseThrow();
    return first - begun;
  }

  private static long millisToLastAnswer(Program stream, Runnable change) {
    long begun = System.currentTimeMillis();
    change.run();
    Eventually.holds(
        "silence", () -> System.currentTimeMillis() - newestAnswer(stream) > SILENCE_MILLIS);
    return newestAnswer(stream) - begun;
  }

  private static long newestAnswer(Program stream) {
    List<Long> times = Ping.answerTimes(stream);
    return times.isEmpty() ? 0 : times.get(times.size() - 1);
  }

  private static void report(String what, List<Long> millis) {
    List<Long> sorted = millis.stream().sorted().toList();
    System.out.printf(
        "FIGURE %s: median %d ms, most %d ms, of %d%n",
        what, sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1), sorted.size());
  }

  private static void assertWithin(Duration most, List<Long> millis) {
    assertTrue(Collections.max(millis) <= most.toMillis(), () -> most + " is promised: " + millis);
  }
}
