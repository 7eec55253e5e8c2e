package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.configuration.Configurations;
import io.omniedge.manager.configuration.Desired;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.message.Leaf;
import java.util.List;

/** The configuration of a device: wanted, reported, and before. */
public final class ConfigurationApi {
  private final Configurations configurations;

  /** What a revision is shown with, so that who reads one may change it and send it back. */
  private static final String[] DESIRED = {
    "components",
    "deleted",
    "confirmSeconds",
    "note",
    "revision",
    "author",
    "createdAt",
    "observed",
    "outcome",
    "reason",
    "errors"
  };

  /** With what keeps them. */
  public ConfigurationApi(Configurations configurations) {
    this.configurations = configurations;
  }

  /** Its routes. */
  public List<Route> routes() {
    String path = "/api/v1/devices/{device}/configuration";
    Permission view = Permission.VIEW_CONFIGURATION;
    return List.of(
        Route.get(path + "/desired", view, this::desired),
        Route.put(path + "/desired", Permission.OPERATE, this::put),
        Route.post(path + "/changes", Permission.OPERATE, this::change),
        Route.get(path + "/history", view, this::history).paged(),
        Route.post(path + "/rollback", Permission.OPERATE, this::rollback),
        Route.get(path + "/reported", view, call -> received(call, Leaf.REPORTED)),
        Route.get(path + "/forms", view, call -> received(call, Leaf.FORMS)));
  }

  private Answer desired(Call call) {
    Desired desired =
        configurations
            .newest(call.tenant(), call.id("device"))
            .orElseThrow(
                () ->
                    Problem.of(
                        404, "not-found", "Not found", "nothing was wanted of this device yet"));
    return Answer.ok(desired.toJson()).withETag(desired.revision());
  }

  private Answer put(Call call) throws ProtocolException {
    Desired desired =
        configurations.put(
            call.tenant(),
            call.id("device"),
            call.fields(DESIRED),
            call.ifMatch(),
            call.principal().actor());
    return Answer.ok(desired.toJson()).withETag(desired.revision());
  }

  private Answer change(Call call) throws ProtocolException {
    Desired desired =
        configurations.change(
            call.tenant(),
            call.id("device"),
            call.fields("components", "deleted", "confirmSeconds", "note"),
            call.ifMatch(),
            call.principal().actor());
    return Answer.ok(desired.toJson()).withETag(desired.revision());
  }

  private Answer history(Call call) {
    Page page = Page.backwards(call);
    return page.answer(
        configurations.history(call.tenant(), call.id("device"), Page.before(call), page.limit()),
        desired -> Long.toString(desired.revision()),
        Desired::toJson);
  }

  private Answer rollback(Call call) throws ProtocolException {
    Desired desired =
        configurations.rollback(
            call.tenant(),
            call.id("device"),
            call.fields("revision").integer("revision", 1, JsonNumber.MAX_SAFE_INTEGER),
            call.principal().actor());
    return Answer.ok(desired.toJson()).withETag(desired.revision());
  }

  private Answer received(Call call, Leaf leaf) {
    Configurations.Received received =
        configurations
            .received(leaf, call.tenant(), call.id("device"))
            .orElseThrow(
                () ->
                    Problem.of(
                        404, "not-found", "Not found", "the device has not reported it yet"));
    return Answer.ok(
        JsonObject.builder()
            .put("document", received.document())
            .put("receivedAt", received.receivedAt() / 1000)
            .build());
  }
}
