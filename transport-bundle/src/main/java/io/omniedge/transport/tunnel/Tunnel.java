package io.omniedge.transport.tunnel;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.transport.uapi.UapiSession;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One running WireGuard interface: a TUN device, a UDP port, the protocol core, and the three
 * threads between them; a fourth one when there is a judge of flows. Several tunnels may run in one
 * process; they share nothing.
 *
 * <p>Starts down: {@link #up()} opens the port. Thread-safe; everything that changes the core is
 * done by the control thread.
 */
public final class Tunnel implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Tunnel.class.getName());

  /**
   * Data threads need little stack; the default of 1 MB each would count as memory once touched.
   */
  private static final int STACK_BYTES = 256 * 1024;

  private final TunDevice tun;
  private final TunnelSocket socket;
  private final CryptoSuite crypto;
  private final HandshakeTimestamps timestamps;
  private final ControlLoop control;
  private final Aead controlAead;
  private final WireGuardDevice device;
  private final AccessControl access;
  private final JudgeLoop judge;
  private final InterfaceMtu mtu;
  private final ThreadProbe outboundProbe = new ThreadProbe();
  private final ThreadProbe inboundProbe = new ThreadProbe();
  private final Thread outbound;
  private final Thread inbound;
  private volatile @Nullable Throwable failure;
  private boolean closed;

  /**
   * Starts the threads around an open device.
   *
   * @param libc for the buffers
   * @param tun owned from now on, closed with the tunnel
   * @param opener opens the UDP port on {@link #up()} and when it changes
   * @param access which flows may pass, from the first packet on; belongs to the caller
   * @param mtuBytes the interface's MTU at the moment, see {@link #mtuChanged}
   */
  public Tunnel(
      Libc libc,
      TunDevice tun,
      SocketOpener opener,
      CryptoSuite crypto,
      HandshakeTimestamps timestamps,
      AccessControl access,
      int mtuBytes) {
    this.tun = tun;
    this.crypto = crypto;
    this.timestamps = timestamps;
    this.access = access;
    this.socket = new TunnelSocket(opener);
    this.mtu = new InterfaceMtu(mtuBytes);
    this.control = new ControlLoop(tun.name());
    this.controlAead = crypto.newAead();
    this.device =
        new WireGuardDevice(
            crypto,
            controlAead,
            new SecureRandom(),
            timestamps,
            new ControlSender(libc, socket),
            control);
    this.judge =
        new JudgeLoop(
            tun.name(),
            access,
            device,
            new HeldPacketExit(libc, tun, socket, device, access, mtu, crypto));
    this.outbound =
        new Thread(
            null,
            new OutboundLoop(
                libc, tun, socket, device, access.outbound(), mtu, crypto.newAead(), outboundProbe),
            tun.name() + " outbound",
            STACK_BYTES);
    this.inbound =
        new Thread(
            null,
            new InboundLoop(
                libc,
                tun,
                tun.offloads(),
                socket,
                device,
                access.inbound(device.allowedIps()),
                control.inbox(),
                crypto.newAead(),
                inboundProbe),
            tun.name() + " inbound",
            STACK_BYTES);
    for (Thread thread : List.of(outbound, inbound)) {
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler(this::failed);
    }
    control.start(device, this::failed);
    outbound.start();
    inbound.start();
    judge.start(this::failed);
  }

  /**
   * Opens the UDP port at the wanted number and lets timers run.
   *
   * @throws ApplyException if the port is not free
   */
  public void up() throws ApplyException {
    control.call(
        now -> {
          try {
            socket.up();
          } catch (IOException e) {
            throw new ApplyException(Errno.EADDRINUSE, String.valueOf(e.getMessage()), e);
          }
          device.up(now);
          return device;
        });
  }

  /** Closes the UDP port and forgets all sessions, as {@code ip link set down} does. */
  public void down() throws ApplyException {
    control.call(
        now -> {
          device.down();
          socket.down();
          return device;
        });
  }

  /** Tells the tunnel that its interface has another MTU now; the padding depends on it. */
  public void mtuChanged(int bytes) throws ApplyException {
    mtu.set(bytes);
    control.call(
        now -> {
          device.setMtu(bytes);
          return device;
        });
  }

  /** Tells the tunnel that addresses or routes of this machine changed. */
  public void networkChanged() throws ApplyException {
    control.call(
        now -> {
          device.networkChanged();
          return device;
        });
  }

  /** What applies configuration changes to this tunnel and tells its state. */
  public WireGuardTarget target() {
    return new WireGuardTarget(device, socket, control);
  }

  /** The state of the tunnel beyond what the WireGuard protocol for configuration shows. */
  public TunnelStatus status() {
    UdpSocket now = socket.current();
    return new TunnelStatus(
        tun.name(),
        mtu.bytes(),
        crypto.description(),
        timestamps.failure(),
        tun.offloads(),
        now == null ? Set.of() : now.offloads(),
        device.drops(),
        access,
        outboundProbe,
        inboundProbe);
  }

  /** Serves the standard configuration protocol at {@code directory/<interface>.sock}. */
  public UnixServer serveConfiguration(Path directory) throws IOException {
    return UnixServer.listen(
        directory.resolve(tun.name() + ".sock"),
        // The socket is the owner's and root's alone (UnixServer), so its callers may see the keys,
        // as `wg showconf` wants.
        (in, out) -> new UapiSession(target(), true, in, out, this::refused).serve());
  }

  /** Serves {@link #status()} as text at {@code directory/<interface>.status}. */
  public UnixServer serveStatus(Path directory) throws IOException {
    return UnixServer.listen(
        directory.resolve(tun.name() + ".status"),
        (in, out) -> out.write(status().toString().getBytes(StandardCharsets.US_ASCII)));
  }

  private void refused(String why) {
    LOG.log(Level.WARNING, "{0}: configuration refused: {1}", tun.name(), why);
  }

  /**
   * Waits until the tunnel is closed, its interface was deleted by somebody else, or a thread of it
   * failed.
   *
   * @param millis at most this long
   * @return true if it has ended
   * @throws IllegalStateException with what a thread failed of
   */
  public boolean awaitEnd(long millis) throws InterruptedException {
    outbound.join(millis);
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("tunnel " + tun.name() + " failed: " + cause, cause);
    }
    return !outbound.isAlive();
  }

  /**
   * A bug of ours ends the whole tunnel, loudly: half of one would look alive and carry nothing.
   */
  private void failed(Thread thread, Throwable cause) {
    LOG.log(Level.ERROR, thread.getName() + " failed", cause);
    failure = cause;
    tun.close();
  }

  /**
   * Stops the threads, closes port and device, wipes the keys; idempotent. An interrupt has to wait
   * for that: who is told to hurry must not leave half a tunnel behind.
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = Thread.interrupted();
    try {
      control.call(
          now -> {
            device.down();
            device.setPrivateKey(null, now);
            return device;
          });
    } catch (ApplyException e) {
      throw new IOException(e);
    } finally {
      socket.close();
      tun.close();
      interrupted |= uninterrupted(outbound::join);
      interrupted |= uninterrupted(inbound::join);
      interrupted |= uninterrupted(judge::stop);
      interrupted |= uninterrupted(control::stop);
      controlAead.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Something that waits. */
  @FunctionalInterface
  private interface Wait {
    void run() throws InterruptedException;
  }

  /** Waits for it, however often interrupted; whether it was. */
  private static boolean uninterrupted(Wait wait) {
    boolean interrupted = false;
    while (true) {
      try {
        wait.run();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  /**
   * The control thread's way to send: handshakes, keepalives, staged packets; a few hundred a
   * second at most.
   */
  private static final class ControlSender implements WireGuardDevice.Outbox {
    private static final int MAX_DATAGRAM = 65536;
    private final TunnelSocket socket;
    private final NativeBuffer datagram;
    private @Nullable UdpSocket senderSocket;
    private UdpSocket.@Nullable Sender sender;

    ControlSender(Libc libc, TunnelSocket socket) {
      this.socket = socket;
      this.datagram = libc.allocate(MAX_DATAGRAM);
    }

    @Override
    public void send(Endpoint to, byte[] bytes, int length) {
      UdpSocket now = socket.current();
      if (now == null) {
        return;
      }
      if (now != senderSocket) {
        senderSocket = now;
        sender = now.newSender();
      }
      if (sender != null) {
        datagram.bytes().put(0, bytes, 0, length);
        // An unreachable network is normal here; the handshake is tried again by its timer.
        sender.send(datagram, 0, length, length, to);
      }
    }
  }
}
