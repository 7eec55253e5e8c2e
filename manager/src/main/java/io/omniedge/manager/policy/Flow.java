package io.omniedge.manager.policy;

/**
 * A rule in one direction, with one kind of traffic.
 *
 * @param name the rule's, with a service's where it leads to several kinds
 * @param rule that it comes from
 * @param from who opens it
 * @param to who accepts it
 * @param traffic what it carries
 */
record Flow(String name, PolicyRule rule, Side from, Side to, Traffic traffic) {
  /** Whether it may go from the one device to the other, whichever addresses. */
  boolean joins(int opener, int acceptor) {
    return from.has(opener) && to.has(acceptor);
  }
}
