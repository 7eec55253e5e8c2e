package io.omniedge.itests.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** iperf3 between two hosts, for traffic whose content does not matter. */
public final class Iperf {
  private static final Pattern RECEIVED =
      Pattern.compile("\"sum_received\":\\s*\\{[^}]*\"bytes\":\\s*(\\d+)");

  private Iperf() {}

  /**
   * So many bytes over one TCP connection, in whatever time they take.
   *
   * @return bytes that the server received
   */
  public static long tcp(Host client, Host server, String address, long bytes) {
    try (Program listening =
        server.start("iperf-server", "iperf3", "--server", "--one-off", "--forceflush")) {
      listening.awaitOutput("listening");
      String json = client.run("iperf3", "--client", address, "--bytes", "" + bytes, "--json");
      Matcher matcher = RECEIVED.matcher(json);
      if (!matcher.find()) {
        throw new AssertionError("iperf3 tells no bytes:\n" + json);
      }
      return Long.parseLong(matcher.group(1));
    }
  }
}
