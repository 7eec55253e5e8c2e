package io.omniedge.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The links of all sides of a plan, up at the same time and idle but for the one whose turn it is:
 * the reference first, then the sides in order. Used by one thread.
 */
final class Arena implements AutoCloseable {
  private static final int WARM_UP_SECONDS = 2;

  private final List<Link> links = new ArrayList<>();

  /** Brings all links up and sends enough traffic over each that its code is compiled. */
  static Arena up(Plan plan) throws BenchException {
    Arena arena = new Arena();
    try {
      arena.add("r", plan.reference(), plan);
      for (int i = 0; i < plan.sides().size(); i++) {
        arena.add(Integer.toString(i), plan.sides().get(i).implementation(), plan);
      }
      for (Link link : arena.links) {
        Iperf.tcp(link, false, 1, false, WARM_UP_SECONDS);
        Iperf.tcp(link, true, 1, true, WARM_UP_SECONDS);
      }
      return arena;
    } catch (BenchException e) {
      arena.close();
      throw e;
    }
  }

  private void add(String id, Implementation implementation, Plan plan) throws BenchException {
    links.add(Link.tunnel(id, implementation, plan.folder()));
  }

  List<Link> links() {
    return links;
  }

  @Override
  public void close() throws BenchException {
    for (Link link : links) {
      link.close();
    }
  }
}
