package io.omniedge.bench;

import io.omniedge.transport.acl.AccessControl;
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

/** A tunnel of ours and nothing around it, configured by {@code wg}. */
final class BareGateway {
  private static final long WAIT_MILLIS = 1000;
  private static final Path RUN = Path.of("/var/run/wireguard");

  private BareGateway() {}

  /** Runs it until its process is ended or its interface deleted. */
  static void run(String interfaceName, CryptoSuite crypto, AccessControl access) throws Exception {
    Libc libc = LibcLoader.system();
    TunOptions options =
        new TunOptions(interfaceName, false, false, EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO));
    try (LinuxTun tun = LinuxTun.open(libc, options);
        Tunnel tunnel =
            new Tunnel(
                libc,
                tun,
                (port, mark) -> open(libc, port, mark),
                crypto,
                new HandshakeTimestamps(InstantSource.system(), new ForgetfulStore()),
                access,
                Gateway.MTU)) {
      UnixServer configuration = tunnel.serveConfiguration(RUN);
      UnixServer status = tunnel.serveStatus(RUN);
      tunnel.up();
      System.out.println("up: " + tun.name());
      while (!tunnel.awaitEnd(WAIT_MILLIS)) {
        // Until its process is ended or its interface deleted.
      }
      status.close();
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
