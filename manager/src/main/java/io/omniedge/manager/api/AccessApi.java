package io.omniedge.manager.api;

import io.omniedge.manager.access.ApiKeys;
import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Principal;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Idempotency;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** Who the caller is, and keys for programs. */
public final class AccessApi {
  private final ApiKeys keys;
  private final InstantSource clock;

  /** With the keys there are. */
  public AccessApi(ApiKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/me", Permission.VIEW, AccessApi::me),
        Route.get("/api/v1/api-keys", Permission.MANAGE_ACCESS, this::list).paged(),
        Route.post("/api/v1/api-keys", Permission.MANAGE_ACCESS, this::create),
        Route.delete("/api/v1/api-keys/{apiKey}", Permission.MANAGE_ACCESS, this::revoke));
  }

  private static Answer me(Call call) {
    Principal principal = call.principal();
    return Answer.ok(
        JsonObject.builder()
            .put("tenant", principal.tenant())
            .put("id", principal.id())
            .put("name", principal.name())
            .put("role", principal.role().text())
            .put(
                "permissions",
                JsonArray.ofTexts(
                    Arrays.stream(Permission.values())
                        .filter(principal.role()::allows)
                        .map(Permission::text)
                        .toList()))
            .build());
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    return page.answer(
        keys.list(call.tenant(), page.after(), page.limit()),
        ApiKeys.ApiKey::id,
        ApiKeys.ApiKey::toJson);
  }

  private Answer create(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "role", "expiresAt");
    Role role = fields.parsed("role", 20, Role::parse);
    if (!call.principal().role().mayGive(role)) {
      throw Problem.forbidden(
              "role " + call.principal().role().text() + " may not give the role " + role.text())
          .at("role");
    }
    ApiKeys.Fresh fresh =
        keys.create(
            call.tenant(),
            fields.text("name", 100),
            role,
            Words.expiresAt(fields, clock.millis()),
            call.principal().actor());
    JsonObject.Builder shown = JsonObject.builder().put("secret", fresh.exposeText());
    fresh.key().toJson().members().forEach(shown::put);
    return Answer.created("/api/v1/api-keys/" + fresh.key().id(), shown.build())
        .with(Idempotency.SECRET, "true");
  }

  private Answer revoke(Call call) {
    keys.revoke(call.tenant(), call.id("apiKey"), call.principal());
    return Answer.done();
  }
}
