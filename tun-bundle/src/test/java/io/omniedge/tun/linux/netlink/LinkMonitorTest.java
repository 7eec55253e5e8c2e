package io.omniedge.tun.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.NamespaceThread;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the real kernel, each test in a network namespace of its own; {@code ip} is the other.
 */
@Tag("netns")
class LinkMonitorTest {
  /** Far beyond what the kernel needs; only a failing test waits for it. */
  private static final long PATIENCE_SECONDS = 30;

  /** The next event of this kind that fits; those before it are passed over. */
  private static <E extends NetlinkEvent> E next(
      BlockingQueue<NetlinkEvent> events, Class<E> kind, Predicate<E> fits)
      throws InterruptedException {
    while (true) {
      NetlinkEvent event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertNotNull(event, "no event " + kind.getSimpleName() + " came");
      if (kind.isInstance(event) && fits.test(kind.cast(event))) {
        return kind.cast(event);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void tellsWhatOthersChange(Libc libc) throws Exception {
    NamespaceThread.run(
        here -> {
          BlockingQueue<NetlinkEvent> events = new LinkedBlockingQueue<>();
          try (LinkMonitor monitor = LinkMonitor.open(libc, events::add)) {
            assertNotNull(monitor);
            here.ip("tuntap", "add", "mode", "tun", "name", "t0");
            int index =
                next(events, NetlinkEvent.LinkChanged.class, e -> e.link().name().equals("t0"))
                    .link()
                    .index();
            here.ip("addr", "add", "10.1.0.1/24", "dev", "t0");
            IpPrefix address = IpPrefix.parse("10.1.0.1/24");
            next(
                events,
                NetlinkEvent.AddressAdded.class,
                e -> e.address().linkIndex() == index && e.address().prefix().equals(address));
            here.ip("link", "set", "t0", "up", "mtu", "1400");
            next(
                events,
                NetlinkEvent.LinkChanged.class,
                e -> e.link().isUp() && e.link().mtu() == 1400);
            here.ip("-6", "route", "add", "fd00:2::/48", "dev", "t0");
            IpPrefix destination = IpPrefix.parse("fd00:2::/48");
            next(
                events,
                NetlinkEvent.RouteChanged.class,
                e -> e.route().destination().equals(destination));
            here.ip("-6", "route", "del", "fd00:2::/48", "dev", "t0");
            next(
                events,
                NetlinkEvent.RouteRemoved.class,
                e -> e.route().destination().equals(destination));
            here.ip("addr", "del", "10.1.0.1/24", "dev", "t0");
            next(
                events,
                NetlinkEvent.AddressRemoved.class,
                e -> e.address().prefix().equals(address));
            here.ip("link", "del", "t0");
            next(events, NetlinkEvent.LinkRemoved.class, e -> e.link().index() == index);
          }
        });
  }

  @Test
  void takesPortLeavingBridgeForNoRemoval() throws Exception {
    NamespaceThread.run(
        here -> {
          here.ip("link", "add", "br0", "type", "bridge");
          here.ip("link", "add", "v0", "type", "veth", "peer", "name", "v1");
          here.ip("link", "set", "v0", "master", "br0");
          BlockingQueue<NetlinkEvent> events = new LinkedBlockingQueue<>();
          try (LinkMonitor monitor = LinkMonitor.open(LibcLoader.system(), events::add)) {
            assertNotNull(monitor);
            here.ip("link", "set", "v0", "nomaster");
            here.ip("link", "set", "br0", "mtu", "1400");
            next(
                events,
                NetlinkEvent.LinkChanged.class,
                e -> {
                  assertFalse(e.link().name().isEmpty());
                  return e.link().name().equals("br0") && e.link().mtu() == 1400;
                });
            here.ip("link", "del", "br0");
            // The first removal that is told is the real one.
            assertEquals(
                "br0", next(events, NetlinkEvent.LinkRemoved.class, e -> true).link().name());
          }
        });
  }

  @Test
  void tellsOverrunWhenListenerIsTooSlow() throws Exception {
    NamespaceThread.run(
        here -> {
          Libc libc = LibcLoader.system();
          here.ip("tuntap", "add", "mode", "tun", "name", "t0");
          BlockingQueue<NetlinkEvent> events = new LinkedBlockingQueue<>();
          CountDownLatch mayGoOn = new CountDownLatch(1);
          try (Rtnetlink rtnetlink = Rtnetlink.open(libc);
              LinkMonitor monitor =
                  LinkMonitor.open(
                      libc,
                      event -> {
                        awaitUninterruptibly(mayGoOn);
                        events.add(event);
                      },
                      4096)) {
            assertNotNull(monitor);
            Link t0 = rtnetlink.link("t0").orElseThrow();
            for (int i = 1; i < 250; i++) {
              rtnetlink.putAddress(
                  LinkAddress.of(t0.index(), IpPrefix.parse("10.1.0." + i + "/32")));
            }
            mayGoOn.countDown();
            next(events, NetlinkEvent.Overrun.class, e -> true);
            // From here on nothing is lost without another.
            rtnetlink.setMtu(t0, 1399);
            next(events, NetlinkEvent.LinkChanged.class, e -> e.link().mtu() == 1399);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("io.omniedge.tun.linux.libc.Backends#all")
  void closeEndsThreadAndCalls(Libc libc) throws Exception {
    NamespaceThread.run(
        here -> {
          CompletableFuture<Thread> thread = new CompletableFuture<>();
          BlockingQueue<NetlinkEvent> events = new LinkedBlockingQueue<>();
          LinkMonitor monitor =
              LinkMonitor.open(
                  libc,
                  event -> {
                    thread.complete(Thread.currentThread());
                    events.add(event);
                  });
          here.ip("link", "set", "lo", "up");
          next(events, NetlinkEvent.LinkChanged.class, e -> true);
          monitor.close();
          monitor.close();
          assertFalse(thread.join().isAlive());
          events.clear();
          here.ip("link", "set", "lo", "down");
          assertTrue(events.isEmpty());
        });
  }

  @Test
  void mayBeClosedByItsOwnListener() throws Exception {
    NamespaceThread.run(
        here -> {
          CompletableFuture<LinkMonitor> monitor = new CompletableFuture<>();
          BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
          monitor.complete(
              LinkMonitor.open(
                  LibcLoader.system(),
                  event -> {
                    monitor.join().close();
                    threads.add(Thread.currentThread());
                  }));
          here.ip("link", "set", "lo", "up");
          Thread thread =
              assertInstanceOf(
                  Thread.class, threads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no event");
          thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
          assertFalse(thread.isAlive());
        });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the monitor", e);
    }
  }
}
