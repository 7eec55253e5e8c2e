package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener what changes in the links, addresses and routes of one network namespace: that
 * of the thread which called {@link #open}. What happens after {@code open} returned is told.
 *
 * <p>The listener runs on the monitor's own thread, one event after the other. While it works,
 * events wait in the kernel; if they become too many, it hears {@link NetlinkEvent.Overrun}. An
 * exception out of the listener ends the monitor through the thread's uncaught-exception handler.
 */
public final class LinkMonitor implements AutoCloseable {
  /** About a thousand waiting events; the kernel counts its own overhead in. */
  private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

  private static final int POLLFD_BYTES = 8;

  private final Libc libc;
  private final NetlinkSocket socket;
  private final int wakeFd;
  private final Consumer<? super NetlinkEvent> listener;
  private final NativeBuffer memory; // struct pollfd[2], then the 8 bytes written to the eventfd
  private final ByteBuffer bytes;
  private final Thread thread;
  private volatile boolean closing;
  private boolean closed;

  private LinkMonitor(
      Libc libc, NetlinkSocket socket, int wakeFd, Consumer<? super NetlinkEvent> listener) {
    this.libc = libc;
    this.socket = socket;
    this.wakeFd = wakeFd;
    this.listener = listener;
    this.memory = libc.allocate(2 * POLLFD_BYTES + 8);
    this.bytes = memory.bytes().duplicate().order(ByteOrder.nativeOrder());
    bytes.putInt(0, socket.fd()).putShort(4, Uapi.POLLIN);
    bytes.putInt(POLLFD_BYTES, wakeFd).putShort(POLLFD_BYTES + 4, Uapi.POLLIN);
    bytes.putLong(2 * POLLFD_BYTES, 1);
    this.thread = new Thread(this::run, "omniedge-link-monitor");
    thread.setDaemon(true);
  }

  /** Starts to listen. */
  public static LinkMonitor open(Libc libc, Consumer<? super NetlinkEvent> listener)
      throws NetlinkException {
    return open(libc, listener, RECEIVE_BUFFER_BYTES);
  }

  static LinkMonitor open(
      Libc libc, Consumer<? super NetlinkEvent> listener, int receiveBufferBytes)
      throws NetlinkException {
    NetlinkSocket socket =
        NetlinkSocket.listen(
            libc,
            receiveBufferBytes,
            Uapi.RTNLGRP_LINK,
            Uapi.RTNLGRP_IPV4_IFADDR,
            Uapi.RTNLGRP_IPV6_IFADDR,
            Uapi.RTNLGRP_IPV4_ROUTE,
            Uapi.RTNLGRP_IPV6_ROUTE);
    int wakeFd = libc.eventfd(0, Uapi.EFD_CLOEXEC);
    if (wakeFd < 0) {
      socket.close();
      throw new NetlinkException("open", "an eventfd", -wakeFd, "");
    }
    LinkMonitor monitor = new LinkMonitor(libc, socket, wakeFd, listener);
    monitor.thread.start();
    return monitor;
  }

  private void run() {
    try {
      while (awaitEvents()) {
        if (!readEvents()) {
          return;
        }
      }
    } finally {
      socket.close();
      closeWakeFd();
    }
  }

  /** False once {@link #close()} was called. */
  private boolean awaitEvents() {
    int ready;
    do {
      ready = libc.poll(memory.address(), 2, -1);
    } while (ready == -Errno.EINTR);
    // A failed poll falls through to the read, which reports what is wrong.
    return ready < 0 || bytes.getShort(POLLFD_BYTES + 6) == 0;
  }

  /** Tells one block; false after an error that will not pass. */
  private boolean readEvents() {
    int length = socket.receive(Uapi.MSG_DONTWAIT);
    if (isOverrun(length)) {
      length = drain();
      listener.accept(new NetlinkEvent.Overrun());
    }
    if (length == -Errno.EAGAIN) {
      return true;
    }
    if (length < 0) {
      listener.accept(
          new NetlinkEvent.Failed(new NetlinkException("listen to", "link changes", -length, "")));
      return false;
    }
    MessageReader messages = socket.messages(length);
    while (!closing && messages.next()) {
      NetlinkEvent event = eventOf(ReplyDecoder.decode(messages));
      if (event != null) {
        listener.accept(event);
      }
    }
    if (!closing && messages.malformed()) {
      listener.accept(new NetlinkEvent.Overrun());
    }
    return true;
  }

  /**
   * Reads what is queued away; the error that ended it. From an overrun until its queue is empty
   * the kernel drops every message and says so only once, at the beginning
   * (netlink_broadcast_deliver in net/netlink/af_netlink.c). An overrun told before the queue is
   * empty would let the listener read everything anew and then miss a change without a word.
   */
  private int drain() {
    int length;
    do {
      length = socket.receive(Uapi.MSG_DONTWAIT);
    } while (length >= 0 || isOverrun(length));
    return length;
  }

  private static boolean isOverrun(int length) {
    return length == -Errno.ENOBUFS || length == -Errno.EMSGSIZE;
  }

  /** What cannot be read counts as lost. */
  private static @Nullable NetlinkEvent eventOf(Reply reply) {
    if (reply instanceof Reply.OfLink l) {
      return l.removed()
          ? new NetlinkEvent.LinkRemoved(l.link())
          : new NetlinkEvent.LinkChanged(l.link());
    } else if (reply instanceof Reply.OfAddress a) {
      return a.removed()
          ? new NetlinkEvent.AddressRemoved(a.address())
          : new NetlinkEvent.AddressAdded(a.address());
    } else if (reply instanceof Reply.OfRoute r) {
      return r.removed()
          ? new NetlinkEvent.RouteRemoved(r.route())
          : new NetlinkEvent.RouteChanged(r.route());
    } else if (reply instanceof Reply.Overrun || reply instanceof Reply.Malformed) {
      return new NetlinkEvent.Overrun();
    }
    return null;
  }

  /**
   * Ends the monitor; idempotent, any thread. When it returns, the listener is not running (unless
   * it is the caller) and will not be called again.
   */
  @Override
  public void close() {
    closing = true;
    synchronized (this) {
      if (!closed) {
        libc.write(wakeFd, memory.address() + 2 * POLLFD_BYTES, 8);
      }
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // the promise above comes first
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Under the lock, so that close() never writes to a number another file has by then. */
  private synchronized void closeWakeFd() {
    closed = true;
    libc.close(wakeFd);
  }
}
