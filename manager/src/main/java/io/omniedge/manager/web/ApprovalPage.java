package io.omniedge.manager.web;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.LocalApi;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Devices that wait for somebody to let them in, or to turn them away. */
final class ApprovalPage implements Page {
  private static final String PATH = "/approvals";
  private static final String API = "/api/v1/devices/{device}";

  private final View view;
  private final LocalApi api;
  private final InstantSource clock;

  ApprovalPage(View view, LocalApi api, InstantSource clock) {
    this.view = view;
    this.api = api;
    this.clock = clock;
  }

  /** A device in the queue with what there is to choose in its network. */
  record Waiting(DeviceLine line, String enrolled, List<Doc> sites, List<Doc> groups) {}

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Permission.MANAGE_DEVICES, call -> show(call, 200, "", "")),
        Route.post(PATH + "/{device}", Permission.MANAGE_DEVICES, this::approve),
        Route.post(PATH + "/{device}/reject", Permission.MANAGE_DEVICES, this::reject));
  }

  private Answer show(Call call, int status, String wrong, String error) {
    List<Waiting> queue = new ArrayList<>();
    Map<String, Networks> networks = new HashMap<>();
    Map<String, List<Doc>> sites = new HashMap<>();
    Map<String, List<Doc>> groups = new HashMap<>();
    Networks.list(api, call)
        .forEach(network -> networks.put(network.text("id"), new Networks(List.of(), network)));
    Doc found =
        new Doc(api.get(call, "/api/v1/devices", Map.of("membership", "pending", "limit", "50")));
    for (Doc device : found.list("items")) {
      String id = device.text("network");
      Networks network = networks.getOrDefault(id, new Networks(List.of(), Doc.EMPTY));
      queue.add(
          new Waiting(
              DeviceLine.of(device, network.chosen().text("name"), clock.instant()),
              Words.ago(device.time("createdAt"), clock.instant()),
              sites.computeIfAbsent(id, any -> choices(call, id, "sites")),
              groups.computeIfAbsent(id, any -> choices(call, id, "groups"))));
    }
    return view.page(
        call,
        status,
        "approvals.jte",
        "Approvals",
        PATH,
        Map.of(
            "queue",
            queue,
            "more",
            !found.text("next").isEmpty(),
            "manyNetworks",
            networks.size() > 1,
            "wrong",
            wrong,
            "error",
            error));
  }

  private List<Doc> choices(Call call, String network, String kind) {
    return new Doc(
            api.get(
                call,
                "/api/v1/networks/{network}/" + kind,
                Map.of("network", network, "limit", "1000")))
        .list("items");
  }

  /** Name, place and routes first: a member is never without them, not even for a moment. */
  private Answer approve(Call call) {
    Map<String, String> device = Map.of("device", call.id("device"));
    Form form = call.form();
    try {
      api.send(call, "PATCH", API, device, DeviceDetailPage.changes(form));
      List<String> routes = form.all("approved");
      if (!routes.isEmpty()) {
        api.send(
            call,
            "PUT",
            API + "/routes",
            device,
            JsonObject.builder().put("approved", routes).build());
      }
      Doc after = new Doc(api.act(call, "POST", API + "/approve", device));
      return View.seeOther(PATH, "\"" + after.text("name") + "\" is a member now.");
    } catch (Problem e) {
      return show(call, e.status(), call.id("device"), Words.reason(e));
    }
  }

  /** For good: what only should not be in yet may wait in the queue. */
  private Answer reject(Call call) {
    try {
      Doc after =
          new Doc(api.act(call, "POST", API + "/revoke", Map.of("device", call.id("device"))));
      return View.seeOther(PATH, "\"" + after.text("name") + "\" is turned away.");
    } catch (Problem e) {
      return show(call, e.status(), call.id("device"), Words.reason(e));
    }
  }
}
