package io.omniedge.itests.lab;

import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.transport.mesh.WireGuardMeshTunnels;
import io.omniedge.tun.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A member of a mesh on a host, and what its agent would tell it. */
public final class MeshGateway {
  private final Host host;
  private final Program program;
  private final Path socket;
  private final String publicKey;

  private MeshGateway(Host host, Program program, Path socket) {
    this.host = host;
    this.program = program;
    this.socket = socket;
    this.publicKey = ask("key");
  }

  /** Starts it; there is no interface before the first state. */
  public static MeshGateway start(Host host) {
    Path socket = host.folder().resolve("mesh.sock");
    List<Class<?>> libraries =
        List.of(
            WireGuardMeshTunnels.class,
            MeshTunnel.class,
            Endpoint.class,
            com.sun.jna.Native.class,
            org.bouncycastle.crypto.Digest.class);
    Program program =
        host.start(
            "mesh",
            JavaProgram.command(
                MeshProgram.class, libraries, host.folder().toString(), socket.toString()));
    program.awaitOutput("^open");
    return new MeshGateway(host, program, socket);
  }

  /** Where it is. */
  public Host host() {
    return host;
  }

  /** The key it started with. */
  public String publicKey() {
    return publicKey;
  }

  /** What it said. */
  public String log() {
    return program.output();
  }

  /**
   * Gives it a state and waits until the interface is up.
   *
   * @param lines {@code address A}, {@code peer ID KEY ENDPOINT|- PREFIX,…}, {@code rules}, {@code
   *     rule SOURCE,… DESTINATION,… PROTOCOL -|FIRST LAST}
   */
  public void apply(String... lines) {
    String answer = ask(String.join("\n", lines) + "\napply");
    if (!answer.equals("applied")) {
      throw new AssertionError(answer);
    }
    Eventually.holds(
        "the mesh tunnel is up",
        Eventually.DEADLINE,
        () -> snapshot().contains("state=UP"),
        this::snapshot);
  }

  /**
   * Gives its tunnels a judge of flows, or other words to the one there is.
   *
   * @param words {@code validates|beside [ADDRESS=DECISION]…}, see {@link LabJudge}; {@code gone}
   */
  public void judge(String words) {
    if (!ask("judge " + words).equals("applied")) {
      throw new AssertionError("judge " + words);
    }
  }

  /** Sets up the queue before an interface. */
  public void queue(String device, int kilobits, int urgentPercent) {
    ask("queue " + device + " " + kilobits + " " + urgentPercent);
    program.awaitOutput("^" + device + ", " + kilobits + " kbit/s, .* \\[]");
  }

  /** State, problems and details, a line each. */
  public String snapshot() {
    return ask("snapshot");
  }

  /** A number of the details; 0 if it is not there. */
  public long detail(String name) {
    return snapshot()
        .lines()
        .filter(line -> line.startsWith(name + "="))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** Sends a request and returns the answer. */
  public String ask(String request) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      var bytes = StandardCharsets.UTF_8.encode(request + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.shutdownOutput();
      return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(program.describe(), e);
    }
  }
}
