package io.omniedge.manager.policy;

import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The devices of a side in one family. Devices are numbers here, see {@link Resolution}. */
final class FamilySide {
  private final Map<Integer, Footprint> footprints = new HashMap<>();
  private final BitSet members = new BitSet();
  private final BitSet routed = new BitSet();
  private final BitSet exits = new BitSet();

  /** Of all members; made when somebody asks, and shared by all rules that have it. */
  private @Nullable List<Prefix> prefixes;

  /** Sets what is meant of a device; says whether that is something else than before. */
  boolean set(int device, Footprint footprint) {
    Footprint before = footprint(device);
    if (before.equals(footprint)) {
      return false;
    }
    if (footprint.isEmpty()) {
      footprints.remove(device);
    } else {
      footprints.put(device, footprint);
    }
    members.set(device, !footprint.isEmpty());
    routed.set(device, footprint.routed());
    exits.set(device, footprint.exit());
    if (!before.prefixes().equals(footprint.prefixes())) {
      prefixes = null;
    }
    return true;
  }

  Footprint footprint(int device) {
    return footprints.getOrDefault(device, Footprint.NONE);
  }

  /** Not to be changed. */
  BitSet members() {
    return members;
  }

  /** The members of which a network behind them is meant; not to be changed. */
  BitSet routed() {
    return routed;
  }

  /** The members of which the Internet behind them is meant; not to be changed. */
  BitSet exits() {
    return exits;
  }

  /** Whether another device than this one is meant too. */
  boolean hasOtherThan(int device) {
    int first = members.nextSetBit(0);
    return first >= 0 && (first != device || members.nextSetBit(first + 1) >= 0);
  }

  /** All addresses. */
  List<Prefix> prefixes() {
    List<Prefix> all = prefixes;
    if (all == null) {
      List<Prefix> some = new ArrayList<>();
      footprints.values().forEach(footprint -> some.addAll(footprint.prefixes()));
      all = Prefixes.merged(some);
      prefixes = all;
    }
    return all;
  }
}
