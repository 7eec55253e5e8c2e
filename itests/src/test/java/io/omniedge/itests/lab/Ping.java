package io.omniedge.itests.lab;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Echo requests from a host. */
public final class Ping {
  private static final Pattern COUNTS =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) (packets )?received");

  private Ping() {}

  /** True if one echo request was answered within a second. */
  public static boolean answers(Host from, String address) {
    return from.attempt("ping", "-n", "-c", "1", "-W", "1", address).succeeded();
  }

  /** Waits until an echo request is answered. */
  public static void awaitAnswer(Host from, String address) {
    Eventually.holds("an answer from " + address, () -> answers(from, address));
  }

  /**
   * Sends packets that must not be fragmented and fails unless all are answered.
   *
   * @param packetBytes size of the whole IP packet
   */
  public static void withoutLoss(Host from, String address, int count, int packetBytes) {
    int headers = address.indexOf(':') >= 0 ? 48 : 28;
    String output =
        from.run(
            "ping",
            "-n",
            "-q",
            "-M",
            "do",
            "-c",
            "" + count,
            "-i",
            "0.01",
            "-W",
            "5",
            "-s",
            "" + (packetBytes - headers),
            address);
    if (lost(output) != 0) {
      throw new AssertionError(output);
    }
  }

  /** A stream of echo requests, 100 a second, until it is ended with {@link #lostOf}. */
  public static Program stream(Host from, String address) {
    return from.start("ping", "ping", "-n", "-q", "-i", "0.01", address);
  }

  /** Ends a stream and tells how many of its requests were not answered. */
  public static int lostOf(Program stream) {
    // ping prints its statistics on SIGINT.
    Command.run(List.of("kill", "-INT", "" + stream.pid()));
    stream.awaitEnd();
    return lost(stream.output());
  }

  private static int lost(String output) {
    Matcher matcher = COUNTS.matcher(output);
    if (!matcher.find()) {
      throw new AssertionError("no statistics in the output of ping:\n" + output);
    }
    return Integer.parseInt(matcher.group(1)) - Integer.parseInt(matcher.group(2));
  }
}
