package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Questions and single changes to links, addresses, routes and rules of one network namespace: that
 * of the thread which called {@link #open}.
 *
 * <p>Any thread; one caller at a time, the others wait. A call returns when the kernel has
 * acknowledged it. Every failure is a {@link NetlinkException}; a list of IPv6 things on a kernel
 * without IPv6, or of an interface that is gone, is empty.
 */
public final class Rtnetlink implements AutoCloseable {
  /**
   * By this number our routes, rules and addresses are known again after a crash: RTPROT_ and
   * FRA_PROTOCOL take any value from 5 on which no routing daemon has claimed in {@code
   * rtnetlink.h} or iproute2's {@code rt_protos}; 0x6f is the letter o.
   */
  public static final int PROTOCOL = 0x6f;

  /** The kernel answers within the system call; this only keeps a lost answer from hanging us. */
  private static final int ANSWER_SECONDS = 5;

  /** A dump disturbed this often in a row means that the tables change without end. */
  private static final int DUMP_ATTEMPTS = 16;

  private final NetlinkSocket socket;
  private int sequence;

  private Rtnetlink(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket in the network namespace of this thread. */
  public static Rtnetlink open(Libc libc) throws NetlinkException {
    return new Rtnetlink(NetlinkSocket.open(libc, ANSWER_SECONDS));
  }

  /** All interfaces. */
  public synchronized List<Link> links() throws NetlinkException {
    return select(Reply.OfLink.class, list("links", Requests.listLinks())).stream()
        .map(Reply.OfLink::link)
        .toList();
  }

  /** The interface with this name. */
  public synchronized Optional<Link> link(String name) throws NetlinkException {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes >= Uapi.IFNAMSIZ) {
      return Optional.empty(); // no interface can have such a name
    }
    return link("link " + name, Requests.getLink(name));
  }

  private Optional<Link> link(String object, MessageWriter request) throws NetlinkException {
    try {
      return select(Reply.OfLink.class, exchange("read", object, request)).stream()
          .map(Reply.OfLink::link)
          .findFirst();
    } catch (NetlinkException e) {
      if (e.errno() == Errno.ENODEV) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Switches an interface on or off. Off removes its routes and IPv6 addresses. */
  public synchronized void setUp(Link link, boolean up) throws NetlinkException {
    exchange(up ? "set up" : "set down", link.toString(), Requests.setLinkUp(link.index(), up));
  }

  /** Sets the MTU in bytes. Below 1,280 the kernel takes IPv6 off the interface. */
  public synchronized void setMtu(Link link, int mtu) throws NetlinkException {
    exchange("set MTU " + mtu + " of", link.toString(), Requests.setMtu(link.index(), mtu));
  }

  /** Sets how many packets may wait for transmission. */
  public synchronized void setTxQueueLength(Link link, int packets) throws NetlinkException {
    exchange(
        "set queue length " + packets + " of",
        link.toString(),
        Requests.setTxQueueLength(link.index(), packets));
  }

  /** Removes an interface, such as a persistent TUN left over. */
  public synchronized void deleteLink(Link link) throws NetlinkException {
    exchange("delete", link.toString(), Requests.deleteLink(link.index()));
  }

  /** The addresses of an interface, IPv4 first. */
  public synchronized List<LinkAddress> addresses(int linkIndex) throws NetlinkException {
    // A kernel without strict checks ignores the filter: filter here too.
    return select(Reply.OfAddress.class, list("addresses", Requests.listAddresses(linkIndex)))
        .stream()
        .map(Reply.OfAddress::address)
        .filter(a -> a.linkIndex() == linkIndex)
        .toList();
  }

  /** Adds an address, or renews one that is there. */
  public synchronized void putAddress(LinkAddress address) throws NetlinkException {
    changeOn(address.linkIndex(), "add", address, Requests.putAddress(address));
  }

  /**
   * Removes an address. With an IPv4 address its kernel also removes later ones of the same network
   * (unless {@code promote_secondaries} is set) and routes that prefer it as source.
   */
  public synchronized void deleteAddress(LinkAddress address) throws NetlinkException {
    changeOn(address.linkIndex(), "delete", address, Requests.deleteAddress(address));
  }

  /** The routes into one interface, of all tables; of every interface with index 0. */
  public synchronized List<Route> routes(int linkIndex) throws NetlinkException {
    List<Reply> replies = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      replies.addAll(list("routes", Requests.listRoutes(family, linkIndex), family));
    }
    return select(Reply.OfRoute.class, replies).stream()
        .map(Reply.OfRoute::route)
        .filter(r -> linkIndex == 0 || r.linkIndex() == linkIndex)
        .toList();
  }

  /**
   * Adds a route.
   *
   * @throws NetlinkException with EEXIST if destination, table and metric are taken, be it by
   *     another interface
   */
  public synchronized void addRoute(Route route) throws NetlinkException {
    changeOn(route.linkIndex(), "add", route, Requests.addRoute(route, Requests.NEW_ONLY));
  }

  /** Adds a route in place of the one with the same destination, table and metric, if any. */
  public synchronized void replaceRoute(Route route) throws NetlinkException {
    changeOn(
        route.linkIndex(), "replace", route, Requests.addRoute(route, Requests.NEW_OR_REPLACE));
  }

  /** Removes a route. */
  public synchronized void deleteRoute(Route route) throws NetlinkException {
    changeOn(route.linkIndex(), "delete", route, Requests.deleteRoute(route));
  }

  /** All policy rules, IPv4 first, each family in order of priority. */
  public synchronized List<Rule> rules() throws NetlinkException {
    List<Reply> replies = new ArrayList<>();
    for (AddressFamily family : AddressFamily.values()) {
      replies.addAll(list("rules", Requests.listRules(family), family));
    }
    return select(Reply.OfRule.class, replies).stream().map(Reply.OfRule::rule).toList();
  }

  /** Adds a rule; EEXIST if there is the same. */
  public synchronized void addRule(Rule rule) throws NetlinkException {
    exchange("add", rule.toString(), Requests.addRule(rule));
  }

  /** Removes the rule with all these properties. */
  public synchronized void deleteRule(Rule rule) throws NetlinkException {
    exchange("delete", rule.toString(), Requests.deleteRule(rule));
  }

  /** The queueing disciplines of one interface; of every interface with index 0. */
  public synchronized List<Qdisc> qdiscs(int linkIndex) throws NetlinkException {
    return select(Reply.OfQdisc.class, list("queues", QueueRequests.listQdiscs())).stream()
        .map(Reply.OfQdisc::qdisc)
        .filter(qdisc -> linkIndex == 0 || qdisc.linkIndex() == linkIndex)
        .toList();
  }

  /** Makes one change. */
  synchronized void change(String operation, String object, MessageWriter request)
      throws NetlinkException {
    exchange(operation, object, request);
  }

  @Override
  public synchronized void close() {
    socket.close();
  }

  private void changeOn(int linkIndex, String operation, Object object, MessageWriter request)
      throws NetlinkException {
    try {
      exchange(operation, object.toString(), request);
    } catch (NetlinkException e) {
      throw e.of(object + " dev " + nameOf(linkIndex));
    }
  }

  /** For messages: the name, or the number of an interface that is gone. */
  private String nameOf(int linkIndex) {
    try {
      return link("link", Requests.getLink(linkIndex)).map(Link::name).orElse("#" + linkIndex);
    } catch (NetlinkException e) {
      return "#" + linkIndex; // the caller is about to report the failure that matters
    }
  }

  private List<Reply> list(String what, MessageWriter request, AddressFamily family)
      throws NetlinkException {
    return list(what, request).stream().filter(reply -> isOf(family, reply)).toList();
  }

  /** A kernel without IPv6 answers with everything instead. */
  private static boolean isOf(AddressFamily family, Reply reply) {
    if (reply instanceof Reply.OfRoute r) {
      return AddressFamily.of(r.route().destination()) == family;
    }
    return reply instanceof Reply.OfRule r && r.rule().family() == family;
  }

  private List<Reply> list(String what, MessageWriter request) throws NetlinkException {
    for (int attempt = 0; attempt < DUMP_ATTEMPTS; attempt++) {
      try {
        List<Reply> replies = exchangeOnce("list", what, request);
        if (replies != null) {
          return replies;
        }
      } catch (NetlinkException e) {
        switch (e.errno()) {
          case Errno.ENODEV, Errno.EAFNOSUPPORT, Uapi.EOPNOTSUPP -> {
            return List.of();
          }
          default -> throw e;
        }
      }
    }
    throw new NetlinkException("list", what, "they changed during each of many attempts");
  }

  private List<Reply> exchange(String operation, String object, MessageWriter request)
      throws NetlinkException {
    List<Reply> replies = exchangeOnce(operation, object, request);
    return replies == null ? List.of() : replies;
  }

  /** Null if a list changed while the kernel wrote it. */
  private @Nullable List<Reply> exchangeOnce(String operation, String object, MessageWriter request)
      throws NetlinkException {
    sequence++;
    int sent = socket.send(request.finish(sequence));
    if (sent < 0) {
      throw new NetlinkException(operation, object, -sent, "");
    }
    List<Reply> replies = new ArrayList<>();
    boolean consistent = true;
    Reply.@Nullable Malformed malformed = null;
    while (true) {
      int length = socket.receive(0);
      if (length < 0) {
        throw new NetlinkException(operation, object, -length, "");
      }
      MessageReader message = socket.messages(length);
      while (message.next()) {
        if (message.sequence() != sequence) {
          continue; // the rest of an answer we gave up on
        }
        consistent &= (message.flags() & Uapi.NLM_F_DUMP_INTR) == 0;
        Reply reply = ReplyDecoder.decode(message);
        if (reply instanceof Reply.Ended end) {
          return conclude(operation, object, end, malformed, consistent ? replies : null);
        } else if (reply instanceof Reply.Malformed m) {
          malformed = m; // read on to the end, or the next list would find this one unfinished
        } else {
          replies.add(reply);
        }
      }
    }
  }

  private static @Nullable List<Reply> conclude(
      String operation,
      String object,
      Reply.Ended end,
      Reply.@Nullable Malformed malformed,
      @Nullable List<Reply> replies)
      throws NetlinkException {
    if (end.errno() != 0) {
      throw new NetlinkException(operation, object, end.errno(), end.text());
    }
    if (malformed != null) {
      throw new NetlinkException(
          operation, object, "the kernel's " + malformed.what() + " cannot be read");
    }
    return replies;
  }

  private static <T> List<T> select(Class<T> kind, List<Reply> replies) {
    return replies.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
