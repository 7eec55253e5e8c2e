package io.omniedge.itests.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The standard {@code wg} command on one interface of a host. */
public final class Wg {
  private final Host host;
  private final String device;

  Wg(Host host, String device) {
    this.host = host;
    this.device = device;
  }

  /**
   * A peer as {@code wg show DEVICE dump} tells it.
   *
   * @param publicKey base64
   * @param presharedKey base64 or {@code (none)}
   * @param endpoint host:port or {@code (none)}
   * @param allowedIps in the order of the output
   * @param latestHandshake Unix seconds, 0 for never
   * @param receivedBytes by the tunnel
   * @param sentBytes by the tunnel
   * @param keepalive seconds or {@code off}
   */
  public record Peer(
      String publicKey,
      String presharedKey,
      String endpoint,
      List<String> allowedIps,
      long latestHandshake,
      long receivedBytes,
      long sentBytes,
      String keepalive) {
    static Peer parse(String line) {
      String[] f = line.split("\t", -1);
      return new Peer(
          f[0],
          f[1],
          f[2],
          f[3].equals("(none)") ? List.of() : Arrays.asList(f[3].split(",", -1)),
          Long.parseLong(f[4]),
          Long.parseLong(f[5]),
          Long.parseLong(f[6]),
          f[7]);
    }
  }

  /** Runs {@code wg set DEVICE …}. */
  public void set(String... arguments) {
    host.run(command("set", arguments));
  }

  /** Runs {@code wg set DEVICE …} with a key as its standard input, named {@code /dev/stdin}. */
  public void setWithKey(String key, String... arguments) {
    host.feed(key, command("set", arguments));
  }

  /** Runs {@code wg setconf}, {@code addconf} or {@code syncconf} with this text. */
  public void load(String subcommand, String text) {
    host.feed(text, command(subcommand, "/dev/stdin"));
  }

  /**
   * One of the simple questions, such as {@code public-key}, {@code listen-port}, {@code fwmark}.
   */
  public String show(String what) {
    return host.run("wg", "show", device, what).strip();
  }

  /** All peers. */
  public List<Peer> peers() {
    return show("dump").lines().skip(1).map(Peer::parse).toList();
  }

  /** One peer, which must exist. */
  public Peer peer(String publicKey) {
    return peers().stream()
        .filter(peer -> peer.publicKey().equals(publicKey))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no peer " + publicKey + "\n" + show("dump")));
  }

  private String[] command(String subcommand, String... arguments) {
    List<String> all = new ArrayList<>(List.of("wg", subcommand, device));
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }
}
