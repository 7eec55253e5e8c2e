package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.plugin.SignInMethods;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Plugins that the manager asks who somebody is. */
public final class SignInPluginsApi {
  private static final String PATH = "/api/v1/sign-in-plugins";
  private static final int MOST_SETTINGS = 50;

  private final SignInMethods methods;

  /** With what runs them. */
  public SignInPluginsApi(SignInMethods methods) {
    this.methods = methods;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_ACCESS;
    return List.of(
        Route.get(PATH, Permission.VIEW_CONFIGURATION, this::list),
        Route.put(PATH + "/{package}", manage, this::enable),
        Route.delete(PATH + "/{package}", manage, this::disable));
  }

  private Answer list(Call call) {
    return Answer.ok(
        JsonObject.builder()
            .put(
                "items",
                new JsonArray(
                    methods.list(call.tenant()).stream().<JsonValue>map(one -> one).toList()))
            .build());
  }

  private Answer enable(Call call) throws ProtocolException {
    Fields fields = call.fields("purposes", "newcomers", "settings");
    List<String> purposes =
        List.copyOf(new TreeSet<>(fields.texts("purposes", 10, 20, SignInPluginsApi::purpose)));
    if (purposes.isEmpty()) {
      throw fields.wrong("purposes", "", "there is sign-in, and there is enrolment");
    }
    Optional<Role> newcomers =
        fields.object().find("newcomers").isPresent()
            ? Optional.of(fields.parsed("newcomers", 20, Role::parse))
            : Optional.empty();
    Fields settings = fields.objectOrEmpty("settings");
    Map<String, String> values = new TreeMap<>();
    if (settings.object().members().size() > MOST_SETTINGS) {
      throw fields.wrong("settings", "", "at most " + MOST_SETTINGS + " are taken");
    }
    for (String name : settings.object().members().keySet()) {
      values.put(name, settings.optionalText(name, 10_000).orElse(""));
    }
    methods.enable(call.principal(), call.id("package"), purposes, newcomers, values);
    return list(call);
  }

  private static String purpose(String text) {
    if (!SignInMethods.PURPOSES.contains(text)) {
      throw new IllegalArgumentException("there is sign-in, and there is enrolment");
    }
    return text;
  }

  private Answer disable(Call call) {
    methods.disable(call.principal(), call.id("package"));
    return Answer.done();
  }
}
