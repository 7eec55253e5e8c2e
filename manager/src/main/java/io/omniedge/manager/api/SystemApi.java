package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
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

  /** With the database whose health is asked for. */
  public SystemApi(Database database) {
    this.database = database;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/healthz", Permission.PUBLIC, this::health),
        Route.get("/api/v1/openapi.yaml", Permission.PUBLIC, SystemApi::openApi));
  }

  private Answer health(Call call) {
    var _ = database.read(handle -> handle.createQuery("select 1").mapTo(Integer.class).one() == 1);
    return Answer.ok(JsonObject.builder().put("status", "ok").build());
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
