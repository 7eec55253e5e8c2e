package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.authority.DeviceCertificate;
import io.omniedge.manager.broker.Admission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.plugin.DevicePlugins;
import io.omniedge.manager.plugin.Installer;
import io.omniedge.manager.plugin.PluginRegistry;
import io.omniedge.manager.plugin.Selection;
import io.omniedge.manager.plugin.StoredPackage;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plugin packages: which there are, where they are wanted, and their bytes for devices. */
public final class PluginsApi {
  private static final String PACKAGES = "/api/v1/plugin-packages";
  private static final String PACKAGE = PACKAGES + "/{package}";
  private static final int MOST_DEVICES = 10_000;

  private final Database database;
  private final PluginRegistry registry;
  private final Installer installer;
  private final DevicePlugins plugins;
  private final Admission admission;

  /** With what keeps them, and who may connect. */
  public PluginsApi(
      Database database,
      PluginRegistry registry,
      Installer installer,
      DevicePlugins plugins,
      Admission admission) {
    this.database = database;
    this.registry = registry;
    this.installer = installer;
    this.plugins = plugins;
    this.admission = admission;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission view = Permission.VIEW_CONFIGURATION;
    Permission operate = Permission.OPERATE;
    return List.of(
        Route.get(PACKAGES, view, this::list).paged().taking("plugin", "sha256"),
        Route.post(PACKAGES, operate, this::upload).ofFile(),
        Route.get(PACKAGE, view, this::get),
        Route.delete(PACKAGE, operate, this::delete),
        Route.get(PACKAGE + "/devices", view, this::devices).paged(),
        Route.post(PACKAGE + "/install", operate, this::install),
        Route.post(PACKAGE + "/uninstall", operate, this::uninstall),
        Route.get("/api/v1/devices/{device}/plugins", view, this::ofDevice),
        Route.get(
            "/api/v1/device/plugin-packages/{digest}", Permission.DEVICE, this::fetchByDevice));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    Optional<String> plugin = call.query("plugin");
    Optional<String> sha256 = call.query("sha256");
    return database.read(
        handle -> {
          Map<String, Long> counts = plugins.counts(handle, call.tenant());
          List<StoredPackage> found =
              sha256.isPresent()
                  ? StoredPackage.withDigest(handle, call.tenant(), sha256.get()).stream().toList()
                  : StoredPackage.list(handle, call.tenant(), plugin, page.after(), page.limit());
          return page.answer(found, StoredPackage::id, one -> shown(one, counts));
        });
  }

  private static JsonObject shown(StoredPackage one, Map<String, Long> counts) {
    return one.toJson().put("devices", counts.getOrDefault(one.sha256(), 0L)).build();
  }

  private Answer get(Call call) {
    return database.read(
        handle ->
            Answer.ok(
                shown(
                    StoredPackage.get(handle, call.tenant(), call.id("package")),
                    plugins.counts(handle, call.tenant()))));
  }

  private Answer upload(Call call) {
    StoredPackage stored = registry.upload(call.tenant(), call.file(), call.principal().actor());
    return Answer.created(PACKAGES + "/" + stored.id(), shown(stored, Map.of()));
  }

  private Answer delete(Call call) {
    registry.delete(call.tenant(), call.id("package"), call.principal().actor());
    return Answer.done();
  }

  private Answer devices(Call call) {
    Page page = Page.of(call);
    return database.read(
        handle ->
            page.answer(
                plugins
                    .ofPackage(handle, StoredPackage.get(handle, call.tenant(), call.id("package")))
                    .stream()
                    .filter(one -> device(one).compareTo(page.after()) > 0)
                    .limit(page.limit())
                    .toList(),
                PluginsApi::device,
                one -> one));
  }

  private static String device(JsonObject line) {
    return line.find("device").orElse(JsonObject.EMPTY) instanceof JsonString id ? id.value() : "";
  }

  private static Selection selection(Call call) throws ProtocolException {
    Fields fields = call.fields("devices", "network", "groups", "tags");
    return new Selection(
        fields.texts("devices", MOST_DEVICES, 50, PluginsApi::identifier),
        fields.object().find("network").isPresent()
            ? Optional.of(fields.text("network", Names.ID))
            : Optional.empty(),
        Words.labels(fields, "groups", List.of()),
        Words.labels(fields, "tags", List.of()));
  }

  private static String identifier(String text) {
    if (!Names.ID.matcher(text).matches()) {
      throw new IllegalArgumentException("it is no identifier of a device");
    }
    return text;
  }

  private Answer install(Call call) throws ProtocolException {
    return answer(
        installer.install(
            call.tenant(), call.id("package"), selection(call), call.principal().actor()));
  }

  private Answer uninstall(Call call) throws ProtocolException {
    return answer(
        installer.uninstall(
            call.tenant(), call.id("package"), selection(call), call.principal().actor()));
  }

  private static Answer answer(List<Installer.Result> results) {
    return items(results.stream().map(Installer.Result::toJson).toList());
  }

  private static Answer items(List<JsonObject> items) {
    return Answer.ok(
        JsonObject.builder()
            .put("items", new JsonArray(items.stream().<JsonValue>map(one -> one).toList()))
            .build());
  }

  private Answer ofDevice(Call call) {
    return items(
        database.read(handle -> plugins.ofDevice(handle, call.tenant(), call.id("device"))));
  }

  /** What a device is to run, it may read: by its certificate, while it may connect at all. */
  private Answer fetchByDevice(Call call) {
    Device device =
        DeviceCertificate.of(call.certificate())
            .filter(named -> admission.tenantOf(named.device()).equals(Optional.of(named.tenant())))
            .flatMap(named -> database.read(handle -> DeviceTable.find(handle, named.device())))
            .orElseThrow(
                () -> Problem.forbidden("this certificate is of no device that may connect"));
    return Answer.file("application/wasm", registry.fetch(device, call.path("digest")));
  }
}
