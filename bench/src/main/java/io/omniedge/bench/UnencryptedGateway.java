package io.omniedge.bench;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.tunnel.Tunnel;
import io.omniedge.transport.tunnel.UnixServer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.LinuxTun;
import io.omniedge.tun.linux.LinuxUdpSocket;
import io.omniedge.tun.linux.TunOptions;
import io.omniedge.tun.linux.UdpException;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our tunnel with the cipher left out, to measure the path around it. A program of the benchmarks:
 * the product has no option that leads here.
 *
 * <pre>java io.omniedge.bench.UnencryptedGateway INTERFACE</pre>
 */
public final class UnencryptedGateway {
  private static final long WAIT_MILLIS = 1000;
  private static final Path RUN = Path.of("/var/run/wireguard");

  private UnencryptedGateway() {}

  /** How the benchmarks start it: it is configured by {@code wg}. */
  static Implementation implementation() {
    List<String> command = Command.java(UnencryptedGateway.class);
    command.add("@INTERFACE");
    return new Implementation(
        "OmniEdge without cipher", command, Map.of(), Optional.empty(), false);
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    Libc libc = LibcLoader.system();
    CryptoSuite crypto =
        CryptoSuite.select(CryptoOptions.fromSystemProperties()).insecureWithAead(CopyingAead::new);
    TunOptions options =
        new TunOptions(arguments[0], false, false, EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO));
    try (LinuxTun tun = LinuxTun.open(libc, options);
        Tunnel tunnel =
            new Tunnel(
                libc,
                tun,
                (port, mark) -> open(libc, port, mark),
                crypto,
                new HandshakeTimestamps(InstantSource.system(), new ForgetfulStore()),
                new AccessControl(0),
                Gateway.MTU)) {
      UnixServer configuration = tunnel.serveConfiguration(RUN);
      tunnel.up();
      System.out.println("NO ENCRYPTION on " + tun.name());
      while (!tunnel.awaitEnd(WAIT_MILLIS)) {
        // Until its process is ended or its interface deleted.
      }
      configuration.close();
    }
  }

  private static UdpSocket open(Libc libc, int port, int mark) throws IOException {
    try {
      return LinuxUdpSocket.open(
          libc, port, mark, EnumSet.of(Offload.UDP_SEGMENT, Offload.UDP_GRO));
    } catch (UdpException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
