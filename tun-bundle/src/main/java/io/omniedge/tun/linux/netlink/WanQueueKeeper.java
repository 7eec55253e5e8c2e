package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.linux.libc.Libc;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the queue before the WAN as the settings say while interfaces and routes come and go. What
 * cannot be is told by {@link #problems()} and tried again with the next change.
 *
 * <p>Thread-safe; calls wait for the kernel, some milliseconds.
 */
public final class WanQueueKeeper implements AutoCloseable {
  private static final Logger LOG = System.getLogger(WanQueueKeeper.class.getName());
  private static final int NOWHERE = 0;

  private final Rtnetlink rtnetlink;
  private final WanQueue queue;
  private final LinkMonitor monitor;
  private WanQueueSettings wanted = WanQueueSettings.OFF;
  private WanQueueSettings inForce = WanQueueSettings.OFF;
  private int linkIndex = NOWHERE;
  private String state = "off";
  private List<String> problems = List.of();
  private boolean closed;

  private WanQueueKeeper(Rtnetlink rtnetlink, Libc libc) throws NetlinkException {
    this.rtnetlink = rtnetlink;
    this.queue = new WanQueue(rtnetlink);
    this.monitor = LinkMonitor.open(libc, this::changed);
  }

  /** Of the network namespace of this thread; does nothing before {@link #configure}. */
  public static WanQueueKeeper open(Libc libc) throws NetlinkException {
    Rtnetlink rtnetlink = Rtnetlink.open(libc);
    try {
      return new WanQueueKeeper(rtnetlink, libc);
    } catch (NetlinkException | RuntimeException | Error e) {
      rtnetlink.close();
      throw e;
    }
  }

  /** From now on it is to be so. */
  public synchronized void configure(WanQueueSettings settings) {
    wanted = settings;
    keep();
  }

  /** Why it is not as it is to be, one sentence each. */
  public synchronized List<String> problems() {
    return problems;
  }

  /** {@code off}, or where it is and of what kind. */
  public synchronized String state() {
    return state;
  }

  /** On the monitor's thread: an event only says that something is different. */
  private synchronized void changed(NetlinkEvent event) {
    if (event instanceof NetlinkEvent.Failed failed) {
      problems = List.of("the WAN is no longer watched: " + failed.cause().getMessage());
    } else if (wanted.kilobits() > 0) {
      keep();
    }
  }

  private void keep() {
    if (closed) {
      return;
    }
    try {
      Optional<Link> wan = wanted.kilobits() == 0 ? Optional.empty() : wan();
      leaveOthers(wan);
      if (wan.isPresent()) {
        putOn(wan.get());
      } else {
        linkIndex = NOWHERE;
        tell("off", wanted.kilobits() == 0 ? List.of() : List.of(absent()));
      }
    } catch (NetlinkException e) {
      linkIndex = NOWHERE;
      tell("off", List.of("WAN queue: " + e.getMessage()));
    }
  }

  private void putOn(Link wan) throws NetlinkException {
    if (wan.index() == linkIndex && inForce.equals(wanted) && queue.isOn(wan)) {
      return;
    }
    String kind = queue.apply(wan, wanted.kilobits(), wanted.urgentPercent());
    linkIndex = wan.index();
    inForce = wanted;
    tell(wan.name() + ", " + wanted.kilobits() + " kbit/s, " + kind, List.of());
  }

  private String absent() {
    return wanted.interfaceName().isEmpty()
        ? "WAN queue: there is no default route, so no WAN"
        : "WAN queue: there is no interface " + wanted.interfaceName();
  }

  private void tell(String newState, List<String> newProblems) {
    if (!newState.equals(state)) {
      LOG.log(Level.INFO, "WAN queue: {0}", newState);
    }
    if (!newProblems.equals(problems)) {
      newProblems.forEach(problem -> LOG.log(Level.ERROR, "{0}", problem));
    }
    state = newState;
    problems = newProblems;
  }

  private Optional<Link> wan() throws NetlinkException {
    if (!wanted.interfaceName().isEmpty()) {
      return rtnetlink.link(wanted.interfaceName());
    }
    // IPv4 comes first in the list, and stays so among equals.
    Optional<Route> best =
        rtnetlink.routes(0).stream()
            .filter(route -> route.destination().length() == 0)
            .filter(route -> route.table() == Route.MAIN_TABLE && route.linkIndex() != 0)
            .min(Comparator.comparingLong(route -> Integer.toUnsignedLong(route.metric())));
    if (best.isEmpty()) {
      return Optional.empty();
    }
    int index = best.get().linkIndex();
    return rtnetlink.links().stream().filter(link -> link.index() == index).findFirst();
  }

  /** Takes away what is ours and elsewhere: of settings before, or left by a killed process. */
  private void leaveOthers(Optional<Link> wan) throws NetlinkException {
    List<Qdisc> ours = rtnetlink.qdiscs(0).stream().filter(Qdisc::isOurs).toList();
    for (Link link : ours.isEmpty() ? List.<Link>of() : rtnetlink.links()) {
      boolean here = ours.stream().anyMatch(qdisc -> qdisc.linkIndex() == link.index());
      if (here && wan.stream().noneMatch(target -> target.index() == link.index())) {
        queue.remove(link);
      }
    }
  }

  /** Takes the queue away; what the kernel had before is back. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      wanted = WanQueueSettings.OFF;
      keep();
      closed = true;
    }
    monitor.close();
    rtnetlink.close();
  }
}
