package io.omniedge.manager.policy;

import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One side of rules: who is meant by the same selectors under the same postures, for as many rules
 * as say so.
 */
final class Side {
  private final List<Selector> selectors;
  private final SortedSet<String> postures;
  private final List<Flow> opening = new ArrayList<>();
  private final List<Flow> accepting = new ArrayList<>();
  private final FamilySide ipv4 = new FamilySide();
  private final FamilySide ipv6 = new FamilySide();
  private @Nullable List<Prefix> prefixes;

  /**
   * A side.
   *
   * @param selectors groups and services replaced by what they stand for
   * @param postures names of those that its devices must meet
   */
  Side(List<Selector> selectors, SortedSet<String> postures) {
    this.selectors = selectors;
    this.postures = postures;
  }

  List<Selector> selectors() {
    return selectors;
  }

  SortedSet<String> postures() {
    return postures;
  }

  /** Flows that those of this side open. */
  List<Flow> opening() {
    return opening;
  }

  /** Flows that those of this side accept. */
  List<Flow> accepting() {
    return accepting;
  }

  FamilySide family(Family family) {
    return family == Family.IPV4 ? ipv4 : ipv6;
  }

  /** Whether a device is meant at all. */
  boolean has(int device) {
    return ipv4.members().get(device) || ipv6.members().get(device);
  }

  /** Adds its devices. */
  void addMembersTo(BitSet devices) {
    devices.or(ipv4.members());
    devices.or(ipv6.members());
  }

  /** Sets what is meant of a device; says whether that is something else than before. */
  boolean set(int device, Footprint four, Footprint six) {
    boolean changedFour = ipv4.set(device, four);
    boolean changedSix = ipv6.set(device, six);
    if (changedFour || changedSix) {
      prefixes = null;
    }
    return changedFour || changedSix;
  }

  /** All addresses of both families. */
  List<Prefix> prefixes() {
    List<Prefix> all = prefixes;
    if (all == null) {
      List<Prefix> both = new ArrayList<>(ipv4.prefixes());
      both.addAll(ipv6.prefixes());
      all = List.copyOf(both);
      prefixes = all;
    }
    return all;
  }
}
