package io.omniedge.manager.people.oauth;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Form;
import io.omniedge.manager.http.Route;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The endpoints that programs use [RFC 8628, RFC 6749, RFC 7009, RFC 8414]. */
public final class OAuthApi {
  private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
  private static final String REFRESH_TOKEN = "refresh_token";

  private final DeviceGrants grants;
  private final Programs programs;
  private final URI publicUrl;

  /** At a manager that programs reach by this address. */
  public OAuthApi(DeviceGrants grants, Programs programs, URI publicUrl) {
    this.grants = grants;
    this.programs = programs;
    this.publicUrl = publicUrl;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/.well-known/oauth-authorization-server", Permission.PUBLIC, call -> metadata()),
        Route.post("/oauth/device_authorization", Permission.PUBLIC, answering(this::begin)),
        Route.post("/oauth/token", Permission.PUBLIC, answering(this::token)),
        Route.post("/oauth/revoke", Permission.PUBLIC, answering(this::revoke)));
  }

  private interface Endpoint {
    JsonValue answer(Call call, Form form) throws OAuthException;
  }

  private static Route.Handler answering(Endpoint endpoint) {
    return call -> {
      try {
        return Answer.ok(endpoint.answer(call, call.form()));
      } catch (OAuthException e) {
        int status = e.error().equals("invalid_client") ? 401 : 400;
        return new Answer(status, "application/json", e.toJson().toJson(), Map.of());
      }
    };
  }

  private JsonValue begin(Call call, Form form) throws OAuthException {
    return grants.begin(
        form.text("client_id"), call.source(), publicUrl.resolve("/device").toString());
  }

  private JsonValue token(Call call, Form form) throws OAuthException {
    String client = form.text("client_id");
    return switch (form.text("grant_type")) {
      case DEVICE_CODE -> grants.poll(client, required(form, "device_code")).toJson();
      case REFRESH_TOKEN -> programs.refresh(client, required(form, REFRESH_TOKEN)).toJson();
      case "" -> throw new OAuthException("invalid_request", "grant_type is missing");
      default ->
          throw new OAuthException(
              "unsupported_grant_type", "there are " + DEVICE_CODE + " and " + REFRESH_TOKEN);
    };
  }

  private JsonValue revoke(Call call, Form form) throws OAuthException {
    DeviceGrants.checkClient(form.text("client_id"));
    programs.revoke(required(form, "token"));
    return JsonObject.EMPTY;
  }

  private static String required(Form form, String name) throws OAuthException {
    String value = form.text(name);
    if (value.isEmpty()) {
      throw new OAuthException("invalid_request", name + " is missing");
    }
    return value;
  }

  private Answer metadata() {
    return Answer.ok(
        JsonObject.builder()
            .put("issuer", publicUrl.toString())
            .put("device_authorization_endpoint", at("/oauth/device_authorization"))
            .put("token_endpoint", at("/oauth/token"))
            .put("revocation_endpoint", at("/oauth/revoke"))
            .put("grant_types_supported", JsonArray.ofTexts(List.of(DEVICE_CODE, REFRESH_TOKEN)))
            .put("response_types_supported", JsonArray.ofTexts(List.of()))
            .put("token_endpoint_auth_methods_supported", JsonArray.ofTexts(List.of("none")))
            .build());
  }

  private String at(String path) {
    return publicUrl.resolve(path).toString();
  }
}
