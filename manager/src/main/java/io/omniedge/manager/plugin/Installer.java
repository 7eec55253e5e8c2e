package io.omniedge.manager.plugin;

import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.configuration.Configurations;
import io.omniedge.manager.configuration.Desired;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Has gateways run a plugin, or no more: one revision of the configuration of each, so that what
 * becomes of it is told as of any other, and can be taken back like one. Thread-safe.
 */
public final class Installer {
  private final Database database;
  private final Audit audit;
  private final Configurations configurations;

  /** With what changes configurations. */
  public Installer(Database database, Audit audit, Configurations configurations) {
    this.database = database;
    this.audit = audit;
    this.configurations = configurations;
  }

  /**
   * What came of it on one device.
   *
   * @param revision of its configuration; 0 if nothing had to change
   * @param problem why not, if it was refused
   */
  public record Result(Device device, long revision, Optional<Problem> problem) {
    /** As the API shows it. */
    public JsonObject toJson() {
      JsonObject.Builder shown =
          JsonObject.builder().put("device", device.id()).put("name", device.name());
      return problem
          .map(why -> shown.put("problem", why.toJson()))
          .orElseGet(() -> shown.put("revision", revision))
          .build();
    }
  }

  /** What is to be wanted after; in the transaction that wants it, so nothing is gone meanwhile. */
  @FunctionalInterface
  private interface Change {
    WantedPlugins of(Handle handle, WantedPlugins before);
  }

  /**
   * Installs a package, in the place of another version of its plugin.
   *
   * @throws Problem if no device would take it: why the first one would not
   */
  public List<Result> install(String tenant, String id, Selection selection, String actor) {
    StoredPackage one = database.read(handle -> StoredPackage.get(handle, tenant, id));
    return done(
        one,
        selection,
        actor,
        "plugin.install",
        "installs " + one.plugin() + " " + one.version(),
        (handle, before) -> {
          Optional<String> key = StoredPackage.get(handle, tenant, id).key();
          if (key.isEmpty() && !PluginRegistry.takesUnsigned(handle, tenant)) {
            throw Problem.conflict(
                "plugin-unsigned", "it is not signed, and unsigned ones are not taken");
          }
          return before.with(one, key.map(signer -> PluginKey.get(handle, tenant, signer)));
        });
  }

  /**
   * Uninstalls the plugin of a package, in whatever version a device has it.
   *
   * @throws Problem if no device would take it: why the first one would not
   */
  public List<Result> uninstall(String tenant, String id, Selection selection, String actor) {
    StoredPackage one = database.read(handle -> StoredPackage.get(handle, tenant, id));
    return done(
        one,
        selection,
        actor,
        "plugin.uninstall",
        "uninstalls " + one.plugin(),
        (handle, before) ->
            before.has(one.plugin())
                ? before.without(
                    one.plugin(),
                    StoredPackage.list(handle, tenant, Optional.empty(), "", StoredPackage.MOST),
                    PluginKey.all(handle, tenant))
                : before);
  }

  private List<Result> done(
      StoredPackage one,
      Selection selection,
      String actor,
      String action,
      String note,
      Change change) {
    String tenant = one.tenant();
    List<Result> results = new ArrayList<>();
    for (Device device : database.read(handle -> selection.of(handle, tenant))) {
      results.add(done(device, note, actor, change));
    }
    Optional<Problem> first = results.getFirst().problem();
    if (first.isPresent() && results.stream().allMatch(result -> result.problem().isPresent())) {
      throw first.get();
    }
    database.change(
        transaction ->
            audit.record(
                transaction,
                tenant,
                actor,
                action,
                one.id(),
                JsonObject.builder()
                    .put("plugin", one.plugin())
                    .put("version", one.version().toString())
                    .put("devices", ids(results, true))
                    .put("refused", ids(results, false))
                    .build()));
    return results;
  }

  private static List<String> ids(List<Result> results, boolean taken) {
    return results.stream()
        .filter(result -> result.problem().isEmpty() == taken)
        .map(result -> result.device().id())
        .toList();
  }

  private Result done(Device device, String note, String actor, Change change) {
    try {
      long revision =
          configurations
              .edit(
                  device.tenant(),
                  device.id(),
                  WantedPlugins.PID,
                  (handle, properties) -> {
                    WantedPlugins before = WantedPlugins.of(properties);
                    return change.of(handle, before).since(before);
                  },
                  note,
                  actor)
              .map(Desired::revision)
              .orElse(0L);
      return new Result(device, revision, Optional.empty());
    } catch (Problem problem) {
      return new Result(device, 0, Optional.of(problem));
    }
  }
}
