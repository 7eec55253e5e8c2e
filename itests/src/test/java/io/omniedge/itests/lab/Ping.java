package io.omniedge.itests.lab;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Echo requests from a host. */
public final class Ping {
  private static final Pattern COUNTS =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) (packets )?received");

  private static final Pattern ANSWER = Pattern.compile("icmp_seq=(\\d+) ttl");

  private static final Pattern ANSWER_TIME =
      Pattern.compile("^\\[(\\d+)\\.(\\d{3})\\d*] \\d+ bytes from", Pattern.MULTILINE);

  /** Of a stream: half a second. */
  private static final int MOST_UNDER_WAY = 50;

  private Ping() {}

  /** True if one echo request was answered within a second. */
  public static boolean answers(Host from, String address) {
    return from.attempt("ping", "-n", "-c", "1", "-W", "1", address).succeeded();
  }

  /** Waits until an echo request is answered. */
  public static void awaitAnswer(Host from, String address) {
    Eventually.holds(
        "an answer from " + address,
        Eventually.DEADLINE,
        () -> answers(from, address),
        from::describe);
  }

  /**
   * Sends a burst of packets that must not be fragmented and fails unless all are answered.
   *
   * @param packetBytes size of the whole IP packet
   */
  public static void withoutLoss(Host from, String address, int count, int packetBytes) {
    int headers = address.indexOf(':') >= 0 ? 48 : 28;
    // Once it has seen an answer, ping waits for the others no longer than its interval (or two
    // round trips), whatever -W says: hence all at once and a long interval.
    Command ping =
        from.attempt(
            "ping",
            "-n",
            "-q",
            "-M",
            "do",
            "-c",
            "" + count,
            "-l",
            "" + count,
            "-i",
            "5",
            "-W",
            "5",
            "-s",
            "" + (packetBytes - headers),
            address);
    if (lost(ping.out()) != 0) {
      throw new AssertionError(ping.out() + from.describe());
    }
  }

  /** A stream of echo requests, 100 a second, until it is ended with {@link #lostOf}. */
  public static Program stream(Host from, String address) {
    return from.start("ping", "ping", "-n", "-D", "-i", "0.01", address);
  }

  /** When the answers to a stream came, in milliseconds since 1970; it goes on. */
  public static List<Long> answerTimes(Program stream) {
    return ANSWER_TIME
        .matcher(stream.output())
        .results()
        .map(answer -> Long.parseLong(answer.group(1)) * 1000 + Long.parseLong(answer.group(2)))
        .toList();
  }

  /**
   * Ends a stream and tells how many of its requests were not answered. Those sent after the last
   * one that was answered may have been on their way; more than half a second of them may not.
   */
  public static int lostOf(Program stream) {
    // ping prints its statistics on SIGINT.
    Command.run(List.of("kill", "-INT", "" + stream.pid()));
    stream.awaitEnd();
    Matcher answers = ANSWER.matcher(stream.output());
    int answered = 0;
    int newest = 0;
    while (answers.find()) {
      answered++;
      newest = Math.max(newest, Integer.parseInt(answers.group(1)));
    }
    int underWay = answered + lost(stream.output()) - newest;
    return newest - answered + (underWay > MOST_UNDER_WAY ? underWay : 0);
  }

  private static int lost(String output) {
    Matcher matcher = COUNTS.matcher(output);
    if (!matcher.find()) {
      throw new AssertionError("no statistics in the output of ping:\n" + output);
    }
    return Integer.parseInt(matcher.group(1)) - Integer.parseInt(matcher.group(2));
  }
}
