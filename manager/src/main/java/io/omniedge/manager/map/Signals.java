package io.omniedge.manager.map;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happened since the map thread looked last. The same thing twice is once, so however long
 * that thread is kept waiting, this never has more entries than there are devices.
 */
final class Signals {
  /** Networks with another policy, other services, or new or gone. */
  final Set<String> networks = new HashSet<>();

  /** Networks whose sites are others. */
  final Set<String> sites = new HashSet<>();

  /** Networks for which a moment came. */
  final Set<String> due = new HashSet<>();

  /** Devices that are new, changed or gone, by their network. */
  final Map<String, Set<String>> devices = new HashMap<>();

  /** Devices that are heard of now, or not any more. */
  final Map<String, Boolean> online = new HashMap<>();

  /** Devices that have a session now, or not any more. */
  final Map<String, Boolean> connected = new HashMap<>();

  /** Devices that ask for their map, and the epoch they have. */
  final Map<String, Long> requests = new HashMap<>();

  /** What others want to know. */
  final List<Runnable> questions = new ArrayList<>();

  boolean isEmpty() {
    return networks.isEmpty()
        && sites.isEmpty()
        && due.isEmpty()
        && devices.isEmpty()
        && online.isEmpty()
        && connected.isEmpty()
        && requests.isEmpty()
        && questions.isEmpty();
  }
}
