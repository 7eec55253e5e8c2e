package io.omniedge.protocol.message;

import io.omniedge.protocol.net.Names;
import java.util.Optional;

/**
 * {@code omniedge/v1/<tenant>/<device>/<leaf>}.
 *
 * @param tenant identifier of the owner
 * @param device identifier of the device
 * @param leaf what it is about
 */
public record Topic(String tenant, String device, Leaf leaf) {
  /** Before the tenant; another version of the protocol has other topics. */
  public static final String ROOT = "omniedge/v1/";

  /** Checks that no part can be a wildcard or a level of its own. */
  public Topic {
    if (!Names.ID.matcher(tenant).matches() || !Names.ID.matcher(device).matches()) {
      throw new IllegalArgumentException("no identifiers: " + tenant + ", " + device);
    }
  }

  /** Every topic of that kind, as a manager subscribes to it. */
  public static String filter(Leaf leaf) {
    return ROOT + "+/+/" + leaf.text();
  }

  /** From a message; nothing if it is no topic of ours. */
  public static Optional<Topic> parse(String text) {
    String[] parts = text.split("/", 5);
    if (parts.length < 5
        || !text.startsWith(ROOT)
        || !Names.ID.matcher(parts[2]).matches()
        || !Names.ID.matcher(parts[3]).matches()) {
      return Optional.empty();
    }
    for (Leaf leaf : Leaf.values()) {
      if (leaf.text().equals(parts[4])) {
        return Optional.of(new Topic(parts[2], parts[3], leaf));
      }
    }
    return Optional.empty();
  }

  /** As MQTT has it. */
  @Override
  public String toString() {
    return ROOT + tenant + "/" + device + "/" + leaf.text();
  }
}
