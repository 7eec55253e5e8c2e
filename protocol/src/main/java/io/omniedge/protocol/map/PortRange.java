package io.omniedge.protocol.map;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;

/**
 * Destination ports, both ends included.
 *
 * @param first 0 to 65535
 * @param last not below the first
 */
public record PortRange(int first, int last) implements Comparable<PortRange> {
  private static final int MAX = 65535;

  /** Checks the bounds. */
  public PortRange {
    if (first < 0 || last > MAX || first > last) {
      throw new IllegalArgumentException(
          "ports "
              + first
              + (first == last ? "" : "-" + last)
              + ": they must be 0 to "
              + MAX
              + ", the first not above the last");
    }
  }

  /** {@code 80} or {@code 8000-8080}, as people write them. */
  public static PortRange parse(String text) {
    if (!text.matches("[0-9]{1,5}(-[0-9]{1,5})?")) {
      throw new IllegalArgumentException("a port is 0 to 65535, a range 8000-8080");
    }
    String[] ends = text.split("-");
    int first = Integer.parseInt(ends[0]);
    return new PortRange(first, ends.length == 1 ? first : Integer.parseInt(ends[1]));
  }

  static PortRange read(Fields fields) throws ProtocolException {
    int first = (int) fields.integer("first", 0, MAX);
    return new PortRange(first, (int) fields.integer("last", first, MAX));
  }

  JsonObject toJson() {
    return JsonObject.builder().put("first", first).put("last", last).build();
  }

  /** Whether a port is in it. */
  public boolean contains(int port) {
    return port >= first && port <= last;
  }

  @Override
  public int compareTo(PortRange other) {
    int order = Integer.compare(first, other.first);
    return order != 0 ? order : Integer.compare(last, other.last);
  }

  /** As {@link #parse} takes it. */
  @Override
  public String toString() {
    return first == last ? "" + first : first + "-" + last;
  }
}
