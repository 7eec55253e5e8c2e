package io.omniedge.bench;

import java.util.regex.Pattern;

/**
 * Round trips of one ping run, sorted, in microseconds.
 *
 * <p>On an idle virtual machine much of a round trip is the wake-up of a virtual processor: compare
 * only with a run taken in turn.
 */
final class Ping {
  private static final Pattern TIME = Pattern.compile("time=([0-9.]+) ms");

  private final double[] sortedMicros;

  private Ping(double[] sortedMicros) {
    this.sortedMicros = sortedMicros;
  }

  /** One run from A to B. */
  static Ping run(Link link, int count, double intervalSeconds) throws BenchException {
    return run(link, count, intervalSeconds, false);
  }

  /** The same; urgent ones have the DSCP of expedited forwarding. */
  static Ping run(Link link, int count, double intervalSeconds, boolean urgent)
      throws BenchException {
    String output =
        Command.runIn(
            link.namespaceA(),
            "ping -n -c "
                + count
                + " -i "
                + intervalSeconds
                + " -W 1 "
                + (urgent ? "-Q 0xb8 " : "")
                + link.target(false));
    double[] micros =
        TIME.matcher(output)
            .results()
            .mapToDouble(match -> Double.parseDouble(match.group(1)) * 1000)
            .sorted()
            .toArray();
    if (micros.length == 0) {
      throw new BenchException("no ping came back over " + link.name() + ": " + output);
    }
    return new Ping(micros);
  }

  /** The value that {@code fraction} of the round trips do not exceed. */
  double quantile(double fraction) {
    int index = (int) Math.ceil(fraction * sortedMicros.length) - 1;
    return sortedMicros[Math.clamp(index, 0, sortedMicros.length - 1)];
  }
}
