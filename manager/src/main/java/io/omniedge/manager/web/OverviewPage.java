package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network at a glance: how many devices are how, and who is connected with whom. */
final class OverviewPage implements Page {
  private static final String PATH = "/";

  private final View view;
  private final LocalApi api;
  private final InstantSource clock;

  OverviewPage(View view, LocalApi api, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.clock = clock;
  }

  /** How many of the devices in the picture are of a kind. */
  record Count(String text, String colour, long number, String path) {}

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Permission.VIEW, this::show),
        Route.get("/topology", Permission.VIEW, this::picture));
  }

  private Answer show(Call call) {
    Networks networks = Networks.of(api, call);
    Topology topology =
        networks.isEmpty()
            ? new Topology(List.of(), List.of(), List.of(), true)
            : Topology.of(api, call, networks.id(), clock.instant());
    return view.page(
        call,
        "overview.jte",
        "Overview",
        PATH,
        Map.of(
            "networks", networks,
            "topology", topology,
            "counts", counts(topology, networks.id()),
            "mayApprove", call.principal().role().allows(Permission.MANAGE_DEVICES),
            "mayMakeNetworks", call.principal().role().allows(Permission.MANAGE_NETWORKS)));
  }

  private static List<Count> counts(Topology topology, String network) {
    List<Count> counts = new ArrayList<>();
    counts.add(count(topology, network, "online", "good", "active"));
    counts.add(count(topology, network, "offline", "off", "active"));
    counts.add(count(topology, network, "waiting for approval", "warn", "pending"));
    counts.add(count(topology, network, "quarantined", "bad", "quarantined"));
    long clients =
        topology.devices().stream().filter(line -> line.state().equals("client")).count();
    if (clients > 0) {
      counts.add(
          new Count(
              clients == 1 ? "client" : "clients",
              "client",
              clients,
              DeviceListPage.PATH
                  + View.query(Map.of("membership", "active", "network", network))));
    }
    return List.copyOf(counts);
  }

  private static Count count(
      Topology topology, String network, String state, String colour, String membership) {
    return new Count(
        state,
        colour,
        topology.devices().stream().filter(line -> line.state().equals(state)).count(),
        DeviceListPage.PATH + View.query(Map.of("membership", membership, "network", network)));
  }

  private Answer picture(Call call) {
    Networks networks = Networks.of(api, call);
    Topology topology =
        networks.isEmpty()
            ? new Topology(List.of(), List.of(), List.of(), true)
            : Topology.of(api, call, networks.id(), clock.instant());
    return Answer.ok(topology.toJson());
  }
}
