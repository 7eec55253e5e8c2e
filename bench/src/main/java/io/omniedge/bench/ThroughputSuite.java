package io.omniedge.bench;

import static io.omniedge.bench.Figure.Better.HIGHER;
import static io.omniedge.bench.Figure.Better.LOWER;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** TCP and UDP throughput, and the processor time they cost. */
final class ThroughputSuite {
  private static final double WANTED_TCP_CPU = 0.55;
  private static final double WANTED_UDP_CPU = 0.3;
  private static final double WANTED_UDP = 1.6;

  /** The largest UDP payload of round size in a tunnel packet, as the project states it. */
  private static final int LARGE_PAYLOAD = 1372;

  private static final long LARGE_RATE = 1_000_000_000L;

  /** A 64-byte IPv4 packet less 20 bytes of IPv4 and 8 of UDP header. */
  private static final int SMALL_PAYLOAD = 36;

  /** More than any side delivers today, and little enough that iperf3 leaves it time to work. */
  private static final long SMALL_RATE = 200_000L * SMALL_PAYLOAD * 8;

  /** Noise allowed before a tunnel counts as faster than the wire below it. */
  private static final double LIMIT_NOISE = 1.1;

  private final Plan plan;
  private final Report report;

  ThroughputSuite(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  void run() throws BenchException {
    try (Arena arena = Arena.up(plan);
        Link veth = Link.bareVeth("v", plan.folder())) {
      for (int streams : new int[] {1, 4}) {
        for (boolean ipv6 : plan.quick() ? new boolean[] {false} : new boolean[] {false, true}) {
          for (boolean reverse : new boolean[] {false, true}) {
            if (!plan.quick() || !reverse || streams == 1) {
              tcp(arena.links(), veth, streams, ipv6, reverse);
            }
          }
        }
      }
      udp(arena.links(), veth, "UDP, 1,372 B at 1 Gbit/s", LARGE_PAYLOAD, LARGE_RATE, true);
      udp(
          arena.links(),
          veth,
          "UDP, 64 B packets, 200,000/s offered",
          SMALL_PAYLOAD,
          SMALL_RATE,
          false);
    }
  }

  private void tcp(List<Link> links, Link veth, int streams, boolean ipv6, boolean reverse)
      throws BenchException {
    String what =
        String.format(
            Locale.ROOT,
            "TCP %s, %d stream%s, %s",
            ipv6 ? "IPv6" : "IPv4",
            streams,
            streams == 1 ? "" : "s",
            reverse ? "B to A" : "A to B");
    String command =
        "iperf3 -P " + streams + (reverse ? " -R" : "") + " -t " + plan.seconds() + ", in turn";
    report.section(what);
    Iperf limit = Iperf.tcp(veth, ipv6, streams, reverse, plan.seconds());
    Turns<Iperf> turns =
        Turns.take(
            plan.rounds(), links, link -> Iperf.tcp(link, ipv6, streams, reverse, plan.seconds()));
    refuseFasterThanTheWire(what, turns, links, limit);
    ToDoubleFunction<Iperf> speed = Iperf::megabitsPerSecond;
    absolute(what, "throughput", links, turns, speed, "Mbit/s", command);
    report.add(
        new Figure(
            what + ": bare veth", limit.megabitsPerSecond(), "Mbit/s", null, HIGHER, command));
    for (int i = 0; i < plan.sides().size(); i++) {
      Side side = plan.sides().get(i);
      ratio(what, "throughput", i, turns, speed, side.wantedThroughput(), HIGHER, command);
      Double wanted = side.key() ? WANTED_TCP_CPU : null;
      ratio(what, "CPU per Gbit", i, turns, Iperf::secondsPerGigabit, wanted, LOWER, command);
    }
  }

  private void udp(
      List<Link> links, Link veth, String what, int payload, long rate, boolean cpuWanted)
      throws BenchException {
    String command =
        "iperf3 -u -l " + payload + " -b " + rate + " -t " + plan.seconds() + ", in turn";
    report.section(what);
    Iperf limit = Iperf.udp(veth, false, payload, rate, plan.seconds());
    Turns<Iperf> turns =
        Turns.take(
            plan.rounds(), links, link -> Iperf.udp(link, false, payload, rate, plan.seconds()));
    refuseFasterThanTheWire(what, turns, links, limit);
    ToDoubleFunction<Iperf> packets = Iperf::packetsPerSecond;
    absolute(what, "delivered", links, turns, packets, "packets/s", command);
    report.add(
        new Figure(
            what + ": bare veth", limit.packetsPerSecond(), "packets/s", null, HIGHER, command));
    for (int i = 0; i < links.size(); i++) {
      report.note(
          String.format(
              Locale.ROOT,
              "%s lost %.1f %%",
              links.get(i).name(),
              100 * turns.median(i, Iperf::lostFraction)));
    }
    for (int i = 0; i < plan.sides().size(); i++) {
      boolean key = plan.sides().get(i).key();
      ratio(what, "delivered", i, turns, packets, key ? WANTED_UDP : null, HIGHER, command);
      Double wanted = key && cpuWanted ? WANTED_UDP_CPU : null;
      ratio(what, "CPU per Gbit", i, turns, Iperf::secondsPerGigabit, wanted, LOWER, command);
    }
  }

  private void absolute(
      String what,
      String kind,
      List<Link> links,
      Turns<Iperf> turns,
      ToDoubleFunction<Iperf> value,
      String unit,
      String command) {
    for (int i = 0; i < links.size(); i++) {
      String name = what + ": " + kind + ", " + links.get(i).name();
      report.add(new Figure(name, turns.median(i, value), unit, null, HIGHER, command));
    }
    for (int i = 0; i < links.size(); i++) {
      String name = what + ": CPU per Gbit, " + links.get(i).name();
      double cpu = turns.median(i, Iperf::secondsPerGigabit);
      report.add(new Figure(name, cpu, "s", null, LOWER, command));
    }
  }

  /** The figure of side {@code i}, which is link {@code i + 1}, as a ratio to the reference. */
  private void ratio(
      String what,
      String kind,
      int i,
      Turns<Iperf> turns,
      ToDoubleFunction<Iperf> value,
      @Nullable Double wanted,
      Figure.Better better,
      String command) {
    String name = what + ": " + kind + ", " + plan.sides().get(i).name() + " / reference";
    report.add(new Figure(name, turns.ratio(i + 1, value), "ratio", wanted, better, command));
    double[] range = turns.ratioRange(i + 1, value);
    report.note(String.format(Locale.ROOT, "rounds from %.2f to %.2f", range[0], range[1]));
  }

  private static void refuseFasterThanTheWire(
      String what, Turns<Iperf> turns, List<Link> links, Iperf limit) throws BenchException {
    for (int i = 0; i < links.size(); i++) {
      double speed = turns.median(i, Iperf::megabitsPerSecond);
      if (speed > limit.megabitsPerSecond() * LIMIT_NOISE) {
        throw new BenchException(
            String.format(
                Locale.ROOT,
                "broken measurement: %s, %s moved %.0f Mbit/s and the bare veth below it only %.0f",
                what,
                links.get(i).name(),
                speed,
                limit.megabitsPerSecond()));
      }
    }
  }
}
