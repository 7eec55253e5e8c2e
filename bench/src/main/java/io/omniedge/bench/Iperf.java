package io.omniedge.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * One iperf3 measurement over a link.
 *
 * @param megabitsPerSecond received by the other end
 * @param packetsPerSecond received by the other end; 0 for TCP
 * @param lostFraction of the packets sent; 0 for TCP
 * @param tunnel processor time both tunnel ends used meanwhile
 * @param gigabits received in all
 */
record Iperf(
    double megabitsPerSecond,
    double packetsPerSecond,
    double lostFraction,
    Usage tunnel,
    double gigabits) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** TCP with a number of streams; {@code reverse} sends from B to A. */
  static Iperf tcp(Link link, boolean ipv6, int streams, boolean reverse, int seconds)
      throws BenchException {
    List<String> options = new ArrayList<>(List.of("-P", Integer.toString(streams)));
    if (reverse) {
      options.add("-R");
    }
    return run(link, ipv6, seconds, options);
  }

  /**
   * UDP datagrams of {@code payloadBytes} at a fixed offered rate; -b 0 would starve any tunnel.
   */
  static Iperf udp(Link link, boolean ipv6, int payloadBytes, long bitsPerSecond, int seconds)
      throws BenchException {
    return run(
        link,
        ipv6,
        seconds,
        List.of("-u", "-l", Integer.toString(payloadBytes), "-b", Long.toString(bitsPerSecond)));
  }

  private static Iperf run(Link link, boolean ipv6, int seconds, List<String> options)
      throws BenchException {
    List<String> command = command(link.target(ipv6), seconds, options);
    Usage before = link.usage();
    String output = Command.run(Command.inNamespace(link.namespaceA(), command));
    Usage used = link.usage().minus(before);
    try {
      // A warning of iperf3 may stand before the JSON text.
      JsonNode end = JSON.readTree(output.substring(output.indexOf('{'))).path("end");
      JsonNode received = end.path("sum_received");
      double length = received.path("seconds").asDouble();
      long packets = received.path("packets").asLong();
      long lost = received.path("lost_packets").asLong();
      if (length <= 0) {
        throw new BenchException("iperf3 over " + link.name() + " moved nothing: " + output);
      }
      return new Iperf(
          received.path("bits_per_second").asDouble() / 1e6,
          (packets - lost) / length,
          packets == 0 ? 0 : (double) lost / packets,
          used,
          received.path("bytes").asLong() * 8 / 1e9);
    } catch (JsonProcessingException e) {
      throw new BenchException("iperf3 over " + link.name() + " printed no JSON: " + output, e);
    }
  }

  private static List<String> command(String target, int seconds, List<String> options) {
    List<String> command =
        new ArrayList<>(List.of("iperf3", "-J", "-c", target, "-t", Integer.toString(seconds)));
    command.addAll(options);
    return command;
  }

  /** Tunnel processor seconds per 10^9 bits received. */
  double secondsPerGigabit() {
    return tunnel.totalSeconds() / gigabits;
  }
}
