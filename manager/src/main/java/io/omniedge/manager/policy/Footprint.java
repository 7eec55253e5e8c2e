package io.omniedge.manager.policy;

import io.omniedge.protocol.net.Prefix;
import java.util.List;

/**
 * The addresses of one device, in one family, that a side of a rule means.
 *
 * @param prefixes the fewest that say it
 * @param routed whether networks behind the device are among them
 * @param exit whether the Internet is among those
 */
record Footprint(List<Prefix> prefixes, boolean routed, boolean exit) {
  static final Footprint NONE = new Footprint(List.of(), false, false);

  boolean isEmpty() {
    return prefixes.isEmpty();
  }

  boolean contains(Prefix host) {
    return Prefixes.contain(prefixes, host);
  }
}
