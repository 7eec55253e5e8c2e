package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.plugin.PluginKey;
import io.omniedge.manager.plugin.PluginRegistry;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.sign.VerifyKey;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Whose plugins are taken. */
public final class PluginKeysApi {
  private static final Pattern ID = Pattern.compile("\\*|[a-z][a-z0-9.-]{0,126}\\*?");
  private static final int MOST_IDS = 50;

  private final Writes writes;
  private final PluginRegistry registry;
  private final InstantSource clock;

  /** With what changes take. */
  public PluginKeysApi(Writes writes, PluginRegistry registry, InstantSource clock) {
    this.writes = writes;
    this.registry = registry;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission view = Permission.VIEW_CONFIGURATION;
    Permission manage = Permission.MANAGE_PLUGIN_KEYS;
    return List.of(
        Route.get("/api/v1/plugin-keys", view, this::list).paged(),
        Route.post("/api/v1/plugin-keys", manage, this::create),
        Route.delete("/api/v1/plugin-keys/{pluginKey}", manage, this::delete),
        Route.get("/api/v1/plugin-settings", view, this::settings),
        Route.put("/api/v1/plugin-settings", manage, this::change));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    return writes.read(
        handle ->
            page.answer(
                PluginKey.list(handle, call.tenant(), page.after(), page.limit()),
                PluginKey::id,
                PluginKey::toJson));
  }

  private Answer create(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "key", "ids", "types");
    List<String> ids = fields.texts("ids", MOST_IDS, 128, PluginKeysApi::id);
    PluginKey key =
        new PluginKey(
            Ids.of('y'),
            call.tenant(),
            Words.name(fields),
            fields.parsed("key", 100, VerifyKey::parse),
            ids.isEmpty() ? PluginKey.ALL_IDS : List.copyOf(new TreeSet<>(ids)),
            List.copyOf(
                new TreeSet<>(
                    fields.texts(
                        "types",
                        PluginType.values().length,
                        40,
                        text -> PluginType.parse(text).text()))),
            call.principal().actor(),
            clock.millis());
    return writes.change(
        transaction -> {
          key.insert(transaction.handle());
          writes.note(transaction, call, "plugin-key.create", key.id(), key.toJson());
          return Answer.created("/api/v1/plugin-keys/" + key.id(), key.toJson());
        });
  }

  private static String id(String text) {
    if (!ID.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "it must be the identifier of a plugin, or the beginning of one and a star");
    }
    return text;
  }

  private Answer delete(Call call) {
    return writes.change(
        transaction -> {
          PluginKey key = PluginKey.get(transaction.handle(), call.tenant(), call.id("pluginKey"));
          key.delete(transaction.handle());
          writes.note(transaction, call, "plugin-key.delete", key.id(), key.toJson());
          return Answer.done();
        });
  }

  private Answer settings(Call call) {
    boolean takes = writes.read(handle -> PluginRegistry.takesUnsigned(handle, call.tenant()));
    return Answer.ok(JsonObject.builder().put("allowUnsigned", takes).build());
  }

  private Answer change(Call call) throws ProtocolException {
    boolean takes = call.fields("allowUnsigned").flag("allowUnsigned");
    registry.takeUnsigned(call.tenant(), takes, call.principal().actor());
    return Answer.ok(JsonObject.builder().put("allowUnsigned", takes).build());
  }
}
