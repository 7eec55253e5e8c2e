package io.omniedge.manager.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a document promises: that these may, or may not, reach those.
 *
 * @param from who opens a flow; every device meant
 * @param to whom to; every device meant
 * @param traffic one protocol, one port if it has ports; of a service all of its own
 * @param allowed what is expected
 * @param at when; null for whenever the windows of rules are open
 * @param postureMet whether those who open flows are to be taken for what postures ask for
 */
record PolicyTest(
    Selector from,
    Selector to,
    @Nullable Traffic traffic,
    boolean allowed,
    @Nullable Instant at,
    boolean postureMet) {

  /** The place of what it leads to: of a service its own, if there is such a service. */
  Optional<Selector> place(PolicyDocument document, Inventory inventory) {
    return to instanceof Selector.OfService service
        ? document.service(service.service(), inventory).map(Service::place)
        : Optional.of(to);
  }

  /** Whether it names a device, itself or by the service that it asks about. */
  boolean names(PolicyDocument document, Inventory inventory, String id, String name) {
    return Stream.concat(Stream.of(from), place(document, inventory).stream())
        .anyMatch(
            side ->
                side instanceof Selector.OfDevice of
                    && (of.name().equals(id) || of.name().equals(name)));
  }

  /** What is to be asked for. */
  Optional<Traffic> asked(PolicyDocument document, Inventory inventory) {
    return to instanceof Selector.OfService service
        ? document.service(service.service(), inventory).map(Service::traffic)
        : Optional.ofNullable(traffic);
  }

  /** {@code device:a -> device:b tcp/502}. */
  @Override
  public String toString() {
    return String.join(
        "", List.of(from.toString(), " -> ", to.toString(), traffic == null ? "" : " " + traffic));
  }
}
