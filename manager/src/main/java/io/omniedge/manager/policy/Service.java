package io.omniedge.manager.policy;

import io.omniedge.protocol.map.PortRange;
import java.util.List;
import java.util.Optional;

/**
 * Something that listens somewhere.
 *
 * @param at {@code device:NAME}, {@code site:NAME/HOST}, {@code site:NAME} or {@code
 *     address:PREFIX}
 * @param protocol any, tcp, udp, icmp, sctp or a number
 * @param ports destination ports; empty for all
 */
public record Service(String at, String protocol, List<PortRange> ports) {
  /**
   * Checks all of it.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public Service {
    ports = List.copyOf(ports);
    place(at);
    Traffic _ = new Traffic(IpProtocol.parse(protocol), ports);
  }

  static Selector place(String at) {
    Selector place = Selector.parse(at);
    return switch (place) {
      case Selector.OfDevice _, Selector.AtSite _, Selector.Addressed _ -> place;
      default ->
          throw new IllegalArgumentException("a service is at a device:, a site: or an address:");
    };
  }

  /** The site that it is at, if it is at one. */
  public Optional<String> site() {
    return place() instanceof Selector.AtSite at ? Optional.of(at.site()) : Optional.empty();
  }

  /** Name or identifier of the device that it is at, if it is at one. */
  public Optional<String> device() {
    return place() instanceof Selector.OfDevice of ? Optional.of(of.name()) : Optional.empty();
  }

  Selector place() {
    return place(at);
  }

  Traffic traffic() {
    return new Traffic(IpProtocol.parse(protocol), ports);
  }
}
