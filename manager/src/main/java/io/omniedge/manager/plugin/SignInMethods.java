package io.omniedge.manager.plugin;

import io.omniedge.gateway.api.access.SignInMethod;
import io.omniedge.manager.access.Principal;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.authority.PrivateFile;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.plugin.dispatch.SignInPlugins;
import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.PluginEnvironment;
import io.omniedge.plugin.host.PluginFailure;
import io.omniedge.plugin.host.PluginSettings;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.host.Trust;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.plugin.store.PackageStore;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Authentication plugins that the manager itself runs, in the sandbox of gateways: asked when
 * people sign in and when devices enrol. Whoever fails, traps or takes too long says no; accounts
 * of the manager go on without them. Thread-safe.
 */
public final class SignInMethods implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SignInMethods.class.getName());

  /** What a plugin may be asked for. */
  public static final List<String> PURPOSES = SignInPlugin.PURPOSES;

  /** Of the plugins' point of view: what a manifest's {@code minHost} is compared with. */
  private static final SemanticVersion VERSION = new SemanticVersion(0, 1, 0);

  /** Of a method, before the plugin's own words for it. */
  private static final String SEPARATOR = "#";

  private final Database database;
  private final Audit audit;
  private final Path folder;
  private final InstantSource clock;
  private final Map<String, Running> tenants = new ConcurrentHashMap<>();

  /** The plugins of a tenant, at work. */
  private static final class Running {
    final Plugins plugins;
    final SignInPlugins dispatch;
    final Map<String, SignInPlugin> enabled = new ConcurrentHashMap<>();
    volatile List<SignInMethod.Method> methods = List.of();

    Running(Plugins plugins) {
      this.plugins = plugins;
      this.dispatch = new SignInPlugins(plugins);
    }
  }

  /**
   * None yet.
   *
   * @param folder what plugins keep is there
   */
  public SignInMethods(Database database, Audit audit, Path folder, InstantSource clock) {
    this.database = database;
    this.audit = audit;
    this.folder = folder;
    this.clock = clock;
  }

  /** Puts those to work that are switched on; one that does not start is told in the log. */
  public void start() {
    for (SignInPlugin plugin : database.read(SignInPlugin::all)) {
      try {
        work(plugin);
      } catch (Problem e) {
        LOG.log(Level.ERROR, "plugin {0} decides nothing: {1}", plugin.plugin(), e.getMessage());
      }
    }
  }

  private Running running(String tenant) throws IOException {
    Running known = tenants.get(tenant);
    if (known != null) {
      return known;
    }
    Path place = PrivateFile.folder(PrivateFile.folder(folder).resolve(tenant));
    Plugins plugins =
        new Plugins(
            PackageStore.open(place),
            new ChicoryEngine(),
            new PluginEnvironment(
                VERSION,
                new ManagerServices(),
                clock,
                System::nanoTime,
                new SecureRandom(),
                // It sees passwords, and nobody is to get them from here.
                PluginEnvironment.OFFLINE),
            trust(tenant),
            () -> {});
    plugins.start(Map.of());
    Running fresh = new Running(plugins);
    tenants.put(tenant, fresh);
    return fresh;
  }

  private Trust trust(String tenant) {
    return database.read(
        handle ->
            new Trust(
                PluginKey.all(handle, tenant).stream().map(PluginKey::trusted).toList(),
                PluginRegistry.takesUnsigned(handle, tenant)));
  }

  private void work(SignInPlugin wanted) {
    byte[] file = database.read(handle -> StoredPackage.bytes(handle, wanted.packageId()));
    try {
      synchronized (this) {
        Running running = running(wanted.tenant());
        running.plugins.trust(trust(wanted.tenant()));
        running.plugins.configure(
            wanted.plugin(), new PluginSettings(true, Optional.empty(), wanted.exposeSettings()));
        InstalledPlugin _ = running.plugins.install(file, true);
        running.enabled.put(wanted.plugin(), wanted);
        running.methods = running.dispatch.methods();
      }
    } catch (RefusedPackageException | PluginFailure | IOException e) {
      throw Problem.invalid("package", "", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Has the manager ask a plugin from now on, in the place of another version of it.
   *
   * @param purposes {@code sign-in}, {@code enrolment}
   * @param newcomers role of people whom it brings; nothing if it brings none
   * @param settings values of its form
   * @throws Problem if it is no authentication plugin, or does not get to work
   */
  public void enable(
      Principal by,
      String packageId,
      List<String> purposes,
      Optional<Role> newcomers,
      Map<String, String> settings) {
    StoredPackage stored =
        database.read(handle -> StoredPackage.get(handle, by.tenant(), packageId));
    if (stored.type() != PluginType.AUTHENTICATION) {
      throw Problem.invalid("package", stored.plugin(), "it is of type " + stored.type().text());
    }
    newcomers.ifPresent(
        role -> {
          if (!by.role().mayGive(role)) {
            throw Problem.forbidden("role " + by.role().text() + " may not give " + role.text());
          }
        });
    SignInPlugin wanted =
        new SignInPlugin(stored.id(), by.tenant(), stored.plugin(), purposes, newcomers, settings);
    work(wanted);
    database.change(
        transaction -> {
          wanted.save(transaction.handle(), by.actor(), clock.millis());
          audit.record(
              transaction,
              by.tenant(),
              by.actor(),
              "plugin.sign-in-on",
              stored.id(),
              JsonObject.builder()
                  .put("plugin", stored.plugin())
                  .put("version", stored.version().toString())
                  .put("purposes", purposes)
                  .put("newcomers", newcomers.map(Role::text).orElse(""))
                  .build());
        });
  }

  /** Asks a plugin no more. */
  public void disable(Principal by, String packageId) {
    SignInPlugin known =
        database
            .read(handle -> SignInPlugin.find(handle, packageId))
            .filter(one -> one.tenant().equals(by.tenant()))
            .orElseThrow(() -> Problem.notFound("plugin that is asked", packageId));
    database.change(
        transaction -> {
          known.delete(transaction.handle());
          audit.record(
              transaction,
              by.tenant(),
              by.actor(),
              "plugin.sign-in-off",
              packageId,
              JsonObject.builder().put("plugin", known.plugin()).build());
        });
    synchronized (this) {
      Running running = tenants.get(by.tenant());
      if (running != null) {
        SignInPlugin _ = running.enabled.remove(known.plugin());
        try {
          running.plugins.remove(known.plugin());
        } catch (IOException e) {
          LOG.log(Level.ERROR, "plugin {0} is not removed: {1}", known.plugin(), e.getMessage());
        }
        running.methods = running.dispatch.methods();
      }
    }
  }

  /** Those of a tenant, as the API shows them: without values, which may be passwords. */
  public List<JsonObject> list(String tenant) {
    List<JsonObject> shown = new ArrayList<>();
    Running running = tenants.get(tenant);
    for (SignInPlugin one : database.read(SignInPlugin::all)) {
      if (one.tenant().equals(tenant)) {
        Optional<InstalledPlugin> there =
            Optional.ofNullable(running).map(now -> now.plugins.all().get(one.plugin()));
        JsonObject.Builder line =
            JsonObject.builder()
                .put("package", one.packageId())
                .put("plugin", one.plugin())
                .put("purposes", one.purposes())
                .put("newcomers", one.newcomers().map(Role::text).orElse(""))
                .put("settings", one.exposeSettings().keySet().stream().sorted().toList())
                .put(
                    "state",
                    there
                        .map(plugin -> plugin.state().name().toLowerCase(Locale.ROOT))
                        .orElse("failed"))
                .put("problems", there.map(InstalledPlugin::problems).orElse(List.of()));
        shown.add(
            line.put(
                    "methods",
                    new JsonArray(
                        methods(tenant).stream()
                            .filter(method -> method.id().startsWith(one.plugin() + SEPARATOR))
                            .<JsonValue>map(
                                method -> JsonObject.builder().put("label", method.label()).build())
                            .toList()))
                .build());
      }
    }
    return shown;
  }

  /** Ways to sign in at a tenant, beside its own accounts. */
  public List<SignInMethod.Method> methods(String tenant) {
    return methods(tenant, SignInPlugin.SIGN_IN);
  }

  private List<SignInMethod.Method> methods(String tenant, String purpose) {
    Running running = tenants.get(tenant);
    if (running == null) {
      return List.of();
    }
    return running.methods.stream()
        .filter(
            method ->
                Optional.ofNullable(running.enabled.get(plugin(method.id())))
                    .filter(plugin -> plugin.purposes().contains(purpose))
                    .isPresent())
        .toList();
  }

  /** The plugin that a method is of. */
  public static String plugin(String method) {
    return method.split(SEPARATOR, 2)[0];
  }

  /**
   * What a plugin said.
   *
   * @param plugin which one
   * @param subject who it is; empty if it said no, or nothing
   * @param newcomers role of people whom it brings
   */
  public record Verdict(String plugin, Optional<String> subject, Optional<Role> newcomers) {}

  /** Asks who somebody is that signs in; nothing if there is no such method. */
  public Optional<Verdict> signIn(String tenant, String method, String user, String secret) {
    return methods(tenant, SignInPlugin.SIGN_IN).stream()
        .filter(known -> known.id().equals(method))
        .findFirst()
        .map(known -> ask(tenant, known, SignInPlugin.SIGN_IN, user, secret));
  }

  private Verdict ask(
      String tenant, SignInMethod.Method method, String purpose, String user, String secret) {
    Running running = tenants.get(tenant);
    SignInPlugin plugin = running == null ? null : running.enabled.get(plugin(method.id()));
    if (running == null || plugin == null) {
      return new Verdict(plugin(method.id()), Optional.empty(), Optional.empty());
    }
    return new Verdict(
        plugin.plugin(),
        running
            .dispatch
            .authenticate(method.id(), purpose, user, secret.toCharArray())
            .map(SignInMethod.Identity::subject),
        plugin.newcomers());
  }

  /**
   * Asks whether a device is let in: the first plugin that says yes, or the last that says no.
   *
   * @return nothing if no plugin is to be asked
   */
  public Optional<Verdict> enrolment(String tenant, String name, String secret) {
    Optional<Verdict> last = Optional.empty();
    Running running = tenants.get(tenant);
    boolean isAsked =
        running != null
            && running.enabled.values().stream()
                .anyMatch(plugin -> plugin.purposes().contains(SignInPlugin.ENROLMENT));
    if (!isAsked) {
      return last;
    }
    last = Optional.of(new Verdict("none that works", Optional.empty(), Optional.empty()));
    for (SignInMethod.Method method : methods(tenant, SignInPlugin.ENROLMENT)) {
      Verdict verdict = ask(tenant, method, SignInPlugin.ENROLMENT, name, secret);
      last = Optional.of(verdict);
      if (verdict.subject().isPresent()) {
        return last;
      }
    }
    return last;
  }

  @Override
  public void close() {
    tenants.values().forEach(running -> running.plugins.close());
  }
}
