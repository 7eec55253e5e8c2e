package io.omniedge.plugin.dispatch;

import io.omniedge.gateway.api.access.SignInMethod;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sign-in by plugins. A method is named by plugin, method and detail; whoever fails to say yes says
 * no.
 */
public final class SignInPlugins implements SignInMethod {
  private static final int MOST_METHODS = 10;
  private static final int MOST_TOKEN_CHARS = 4_096;
  private static final String SEPARATOR = "#";

  private final Plugins plugins;

  /** Of these plugins. */
  public SignInPlugins(Plugins plugins) {
    this.plugins = plugins;
  }

  /** Whether there is anybody to ask. */
  public boolean isNeeded() {
    return !plugins.active(PluginType.AUTHENTICATION).isEmpty();
  }

  @Override
  public List<Method> methods() {
    List<Method> methods = new ArrayList<>();
    for (InstalledPlugin plugin : plugins.active(PluginType.AUTHENTICATION)) {
      String id = plugin.manifest().id();
      methods.addAll(
          Dialogue.ask(
                  plugin,
                  "supported_methods",
                  Dialogue.question().build(),
                  answer -> answer.list("methods", MOST_METHODS, one -> method(id, one)))
              .orElse(List.of()));
    }
    return methods;
  }

  private static Method method(String id, Fields fields) throws ProtocolException {
    return new Method(
        id
            + SEPARATOR
            + fields.text("method", 40)
            + SEPARATOR
            + fields.optionalText("detail", 80).orElse(""),
        fields.text("label", 80));
  }

  private Optional<InstalledPlugin> owner(String method) {
    return plugins.active(PluginType.AUTHENTICATION).stream()
        .filter(one -> method.startsWith(one.manifest().id() + SEPARATOR))
        .findFirst();
  }

  @Override
  public Optional<Identity> authenticate(
      String method, String purpose, String user, char[] secret) {
    Optional<InstalledPlugin> plugin = owner(method);
    String[] parts = method.split(SEPARATOR, 3);
    if (plugin.isEmpty() || parts.length < 3) {
      return Optional.empty();
    }
    JsonObject request =
        JsonObject.builder()
            .put("method", parts[1])
            .putIfPresent("detail", Optional.of(parts[2]).filter(text -> !text.isEmpty()))
            .put("purpose", purpose)
            .put("user", user)
            .put("secret", new String(secret))
            .build();
    return Dialogue.ask(
            plugin.get(),
            "authenticate",
            Dialogue.question().put("request", request).build(),
            SignInPlugins::identity)
        .flatMap(identity -> identity);
  }

  private static Optional<Identity> identity(Fields answer) throws ProtocolException {
    if (!answer.flag("success")) {
      return Optional.empty();
    }
    return Optional.of(
        new Identity(
            answer.text("subject", 255),
            answer.texts("roles", 20, 80, role -> role),
            answer.optionalText("token", MOST_TOKEN_CHARS).orElse("")));
  }

  @Override
  public boolean isValid(String method, String token) {
    Optional<InstalledPlugin> plugin = owner(method);
    if (plugin.isEmpty() || !plugin.get().knows("validate_session")) {
      return plugin.isPresent();
    }
    JsonObject question = Dialogue.question().put("token", token).build();
    return Dialogue.ask(plugin.get(), "validate_session", question, answer -> answer.flag("valid"))
        .orElse(false);
  }
}
