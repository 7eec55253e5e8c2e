package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.broker.MqttLink;
import io.omniedge.manager.fleet.Fleet;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.map.MapService;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.report.ReportIntake;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The manager itself: whether it works, and what its interface is. */
public final class SystemApi {
  private final Database database;
  private final Fleet fleet;
  private final MapService maps;
  private final ReportIntake reports;
  private final MqttLink link;

  /** With those whose health is asked for. */
  public SystemApi(
      Database database, Fleet fleet, MapService maps, ReportIntake reports, MqttLink link) {
    this.database = database;
    this.fleet = fleet;
    this.maps = maps;
    this.reports = reports;
    this.link = link;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/healthz", Permission.PUBLIC, this::health),
        Route.get("/api/v1/openapi.yaml", Permission.PUBLIC, SystemApi::openApi),
        Route.get("/api/v1/metrics", Permission.MONITOR, this::metrics));
  }

  private Answer health(Call call) {
    var _ = database.read(handle -> handle.createQuery("select 1").mapTo(Integer.class).one() == 1);
    if (!link.isConnected()) {
      throw Problem.of(
          503, "broker-unreachable", "Not healthy", "there is no connection to the broker");
    }
    return Answer.ok(JsonObject.builder().put("status", "ok").build());
  }

  private Answer metrics(Call call) {
    return Answer.text(
        "text/plain; version=0.0.4; charset=utf-8",
        Metrics.text(fleet, maps.counters(), reports, link));
  }

  private static Answer openApi(Call call) {
    try (InputStream document = SystemApi.class.getResourceAsStream("/openapi.yaml")) {
      if (document == null) {
        throw new IllegalStateException("openapi.yaml is not in the JAR");
      }
      return Answer.text(
          "application/yaml", new String(document.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
