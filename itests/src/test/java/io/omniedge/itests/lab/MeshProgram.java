package io.omniedge.itests.lab;

import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshPeer;
import io.omniedge.gateway.api.mesh.MeshRule;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.mesh.MeshState;
import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.gateway.api.mesh.PortRange;
import io.omniedge.transport.mesh.WireGuardMeshTunnels;
import io.omniedge.tun.linux.libc.LibcLoader;
import io.omniedge.tun.linux.netlink.NetlinkException;
import io.omniedge.tun.linux.netlink.WanQueueKeeper;
import io.omniedge.tun.linux.netlink.WanQueueSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program of its own that runs inside the namespaces: a mesh tunnel without a framework, told by
 * {@link MeshGateway} what to want. Usage: {@code FOLDER SOCKET}.
 */
final class MeshProgram {
  private static final LabJudge JUDGE = new LabJudge();
  private static boolean judged;
  private static @Nullable WanQueueKeeper keeper;

  private MeshProgram() {}

  public static void main(String[] args) throws IOException, MeshException {
    Path data = Path.of(args[0]);
    WireGuardMeshTunnels tunnels =
        new WireGuardMeshTunnels(LibcLoader.system(), data, Path.of("/run/wireguard"), Set.of());
    try (MeshTunnel tunnel =
            tunnels.open(
                "mesh", new MeshSettings(GatewayProcess.DEVICE, 51820, 1420, "auto", "off"));
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(args[1]));
      System.out.println("open");
      while (true) {
        try (SocketChannel channel = server.accept()) {
          var in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
          String answer = answer(tunnels, tunnel, in);
          channel.write(StandardCharsets.UTF_8.encode(answer));
        }
      }
    }
  }

  /** One request: its last line says what to do with those before it. */
  private static String answer(WireGuardMeshTunnels tunnels, MeshTunnel tunnel, BufferedReader in)
      throws IOException {
    List<String> addresses = new ArrayList<>();
    List<MeshPeer> peers = new ArrayList<>();
    Optional<List<MeshRule>> rules = Optional.empty();
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        switch (words[0]) {
          case "address" -> addresses.add(words[1]);
          case "peer" ->
              peers.add(
                  new MeshPeer(
                      words[1],
                      words[2],
                      List.of(words[4].split(",")),
                      Optional.of(words[3]).filter(endpoint -> !endpoint.equals("-")),
                      0));
          case "rules" -> rules = Optional.of(new ArrayList<>());
          case "rule" -> rules.orElseThrow().add(rule(words));
          case "apply" -> {
            tunnel.apply(new MeshState(addresses, peers, rules, false));
            return "applied";
          }
          case "judge" -> {
            if (words[1].equals("gone")) {
              tunnels.judge(null);
            } else {
              JUDGE.obey(words);
              if (!judged) {
                tunnels.judge(JUDGE);
              }
            }
            judged = !words[1].equals("gone");
            return "applied";
          }
          case "queue" -> {
            queue(words);
            return "applied";
          }
          case "replace-key" -> {
            tunnel.replaceKey();
            return tunnel.publicKey();
          }
          case "key" -> {
            return tunnel.publicKey();
          }
          default -> {
            return text(tunnel.snapshot());
          }
        }
      }
      return "nothing was asked";
    } catch (MeshException e) {
      return "refused: " + e.getMessage();
    }
  }

  /** {@code queue INTERFACE KILOBITS PERCENT}. */
  private static void queue(String[] words) throws IOException {
    WanQueueKeeper present = keeper;
    try {
      if (present == null) {
        present = WanQueueKeeper.open(LibcLoader.system());
        keeper = present;
      }
    } catch (NetlinkException e) {
      throw new IOException(e);
    }
    present.configure(
        new WanQueueSettings(words[1], Integer.parseInt(words[2]), Integer.parseInt(words[3])));
    System.out.println(present.state() + " " + present.problems());
  }

  private static MeshRule rule(String[] words) {
    List<PortRange> ports =
        words[4].equals("-")
            ? List.of()
            : List.of(new PortRange(Integer.parseInt(words[4]), Integer.parseInt(words[5])));
    return new MeshRule(
        List.of(words[1].split(",")),
        List.of(words[2].split(",")),
        Integer.parseInt(words[3]),
        ports);
  }

  private static String text(TunnelSnapshot snapshot) {
    StringBuilder text = new StringBuilder("state=" + snapshot.state() + "\n");
    text.append("peers=").append(snapshot.peers().size()).append('\n');
    snapshot.problems().forEach(problem -> text.append("problem=").append(problem).append('\n'));
    snapshot.details().forEach((key, value) -> text.append(key + "=" + value + "\n"));
    return text.toString();
  }
}
