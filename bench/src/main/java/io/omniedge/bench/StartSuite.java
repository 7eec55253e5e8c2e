package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.LOWER;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long from starting the program until the tunnel is ready, and until its first handshake. */
final class StartSuite {
  private static final double WANTED_READY_SECONDS = 0.3;
  private static final double WANTED_HANDSHAKE_SECONDS = 0.6;
  private static final long HANDSHAKE_LIMIT_NANOS = 10_000_000_000L;

  private final Plan plan;
  private final Report report;

  StartSuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  private record Start(double readySeconds, double handshakeSeconds) {}

  void run() throws BenchException {
    report.section("Start");
    List<Implementation> all = new ArrayList<>(List.of(plan.reference()));
    plan.sides().forEach(side -> all.add(side.implementation()));
    int rounds = plan.quick() ? plan.rounds() : 2 * plan.rounds();
    Turns<Start> turns = Turns.take(rounds, all, this::measure);
    String command = "exec until its ready line; until last_handshake_time is set; in turn";
    for (int i = 0; i < all.size(); i++) {
      boolean key = i > 0 && plan.sides().get(i - 1).key();
      add(
          "Start until ready",
          all.get(i),
          turns.median(i, Start::readySeconds),
          key ? WANTED_READY_SECONDS : null,
          command);
      add(
          "Start until the first handshake is done",
          all.get(i),
          turns.median(i, Start::handshakeSeconds),
          key ? WANTED_HANDSHAKE_SECONDS : null,
          command);
    }
  }

  private void add(
      String what, Implementation side, double seconds, @Nullable Double wanted, String command) {
    report.add(new Figure(what + ", " + side.name(), seconds, "s", wanted, LOWER, command));
  }

  /** B waits, A is started. */
  private Start measure(Implementation implementation) throws BenchException {
    try (Wire wire = new Wire("s");
        Gateway b = new Gateway(wire.b(), "obsb", implementation, plan.folder());
        Gateway a = new Gateway(wire.a(), "obsa", implementation, plan.folder())) {
      Link.startB(b, a.publicKey());
      Link.startA(a, b.publicKey());
      double ready = seconds(a);
      while (!a.handshakeDone()) {
        if (System.nanoTime() - a.startNanos() > HANDSHAKE_LIMIT_NANOS) {
          throw new BenchException("no handshake of " + implementation.name() + ": " + a.log());
        }
        Command.pause(1);
      }
      return new Start(ready, seconds(a));
    }
  }

  private static double seconds(Gateway gateway) {
    return (System.nanoTime() - gateway.startNanos()) / 1e9;
  }
}
