package io.omniedge.plugin.host;

import io.omniedge.plugin.engine.PluginEngine;
import io.omniedge.plugin.host.InstalledPlugin.State;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.plugin.store.Installed;
import io.omniedge.plugin.store.PackageStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * All plugins of a gateway: takes packages, puts them to work, watches them, and goes back to the
 * version before if a new one is not well. A package is kept before it works and is recorded after,
 * so a power cut leaves the old version or the new one.
 *
 * <p>Thread-safe: what changes plugins waits for its turn, asking them does not.
 */
public final class Plugins implements AutoCloseable {
  /** How long a new version has to prove itself. */
  static final long TRIAL_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Or how often it has to answer. */
  static final long TRIAL_CALLS = 200;

  private static final Logger LOG = System.getLogger(Plugins.class.getName());
  private static final long VALUES_SECONDS = 5;

  private final PackageStore store;
  private final PluginEngine engine;
  private final PluginEnvironment environment;
  private final Runnable changed;
  private final Watchdog watchdog = new Watchdog();
  private final ScheduledExecutorService keeper;
  private final Map<String, InstalledPlugin> plugins = new TreeMap<>();
  private final Map<String, PluginSettings> settings = new TreeMap<>();
  private volatile SortedMap<String, InstalledPlugin> visible = new TreeMap<>();

  /** Packages that were gone back from, by identifier, since the gateway runs. */
  private final Map<String, String> failedPackages = new TreeMap<>();

  private Trust trust;
  private boolean isClosed;

  /**
   * Without plugins at work before {@link #start}.
   *
   * @param changed told after the plugins or what becomes of them changed; any thread, returns soon
   */
  public Plugins(
      PackageStore store,
      PluginEngine engine,
      PluginEnvironment environment,
      Trust trust,
      Runnable changed) {
    this.store = store;
    this.engine = engine;
    this.environment = environment;
    this.trust = trust;
    this.changed = changed;
    this.keeper =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "plugins keeper");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Puts to work what was at work when the gateway stopped.
   *
   * @param known settings by identifier
   */
  public void start(Map<String, PluginSettings> known) {
    synchronized (plugins) {
      settings.putAll(known);
      store
          .plugins()
          .forEach(
              (id, installed) -> installed.sha256().ifPresent(digest -> restart(id, installed)));
      publish();
    }
    ScheduledFuture<?> unused =
        keeper.scheduleWithFixedDelay(
            this::keepValues, VALUES_SECONDS, VALUES_SECONDS, TimeUnit.SECONDS);
  }

  private void restart(String id, Installed installed) {
    List<String> problems = new ArrayList<>();
    for (Optional<String> digest : List.of(installed.sha256(), installed.previous())) {
      if (digest.isPresent()) {
        try {
          PluginPackage plugin = open(store.read(digest.get()));
          InstalledPlugin one = place(plugin, digest.get());
          if (installed.quarantine().isPresent()) {
            one.show(
                plugin, digest.get(), State.QUARANTINED, List.of(installed.quarantine().get()));
          } else {
            work(one, plugin, digest.get());
          }
          return;
        } catch (IOException | RefusedPackageException | PluginFailure e) {
          problems.add(String.valueOf(e.getMessage()));
          LOG.log(Level.WARNING, "plugin {0} does not start: {1}", id, e.getMessage());
        }
      }
    }
    // What cannot run is there all the same: a policy that is gone without a word would be an open
    // door, and nobody could take it away.
    String digest = installed.sha256().orElse("");
    Optional<PluginPackage> shown = look(id, digest, installed);
    if (shown.isPresent()) {
      State state = settings(id).isEnabled() ? State.FAILED : State.DISABLED;
      place(shown.get(), digest).show(shown.get(), digest, state, problems);
    } else {
      LOG.log(Level.ERROR, "plugin {0} is lost: {1}", id, problems);
    }
  }

  /** To be shown, not to be run. */
  private Optional<PluginPackage> look(String id, String digest, Installed installed) {
    try {
      return Optional.of(PluginPackage.look(store.read(digest)));
    } catch (IOException | RefusedPackageException e) {
      return installed.type().map(type -> PluginPackage.lost(id, installed.highest(), type));
    }
  }

  private PluginPackage open(byte[] file) throws RefusedPackageException {
    return PluginPackage.open(file, trust.keys(), trust.takesUnsigned());
  }

  /** Where the plugin is at work, made now if it is new. */
  private InstalledPlugin place(PluginPackage plugin, String digest) {
    String id = plugin.manifest().id();
    return plugins.computeIfAbsent(
        id,
        key -> {
          PluginSlot slot =
              new PluginSlot(engine, watchdog, environment.nanos(), () -> failed(key));
          return new InstalledPlugin(
              slot,
              values(plugin.manifest()),
              new InstalledPlugin.View(plugin, digest, State.DISABLED, List.of(), 0));
        });
  }

  private KeyValueStore values(Manifest manifest) {
    KeyValueStore values = new KeyValueStore(manifest.limits().storeBytes());
    try {
      Optional<byte[]> kept = store.values(manifest.id());
      if (kept.isPresent()) {
        values.restore(kept.get());
      }
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "plugin {0} begins with nothing kept: {1}", manifest.id(), e.getMessage());
    }
    return values;
  }

  private PluginSettings settings(String id) {
    return settings.getOrDefault(id, PluginSettings.INITIAL);
  }

  /** Puts a version to work, as its settings want it. */
  private void work(InstalledPlugin one, PluginPackage plugin, String digest) throws PluginFailure {
    Manifest manifest = plugin.manifest();
    PluginSettings wanted = settings(manifest.id());
    List<String> problems = wanted.problems(manifest);
    boolean isDecided = settings.containsKey(manifest.id());
    if (!problems.isEmpty() && !isDecided && one.generation() == 0) {
      // Its form is there once it is installed: only then can anybody enter what is missing. Until
      // then it is not in force, so that a policy that never worked stops no traffic.
      one.show(plugin, digest, State.DISABLED, problems);
      return;
    }
    if (!problems.isEmpty()) {
      throw new PluginFailure("its settings are not good: " + String.join("; ", problems));
    }
    if (!wanted.isEnabled()) {
      one.slot().clear();
      one.show(plugin, digest, State.DISABLED, List.of());
      return;
    }
    one.values().limit(manifest.limits().storeBytes());
    one.slot()
        .install(
            plugin,
            counters ->
                new HostFunctions(
                    manifest,
                    wanted.granted(manifest),
                    wanted.complete(manifest),
                    one.values(),
                    environment,
                    counters));
    one.show(plugin, digest, State.ACTIVE, List.of());
    one.tryFrom(environment.nanos().getAsLong());
  }

  /**
   * Takes a package, in the place of an older version of it.
   *
   * @param fromManager whether the manager wants it
   * @return what works now
   * @throws RefusedPackageException if it is not to be taken
   * @throws PluginFailure if it does not get to work; what worked before still does
   * @throws IOException if it cannot be kept
   */
  public InstalledPlugin install(byte[] file, boolean fromManager)
      throws RefusedPackageException, PluginFailure, IOException {
    synchronized (plugins) {
      PluginPackage plugin = open(file);
      String digest = PackageStore.digest(file);
      Manifest manifest = plugin.manifest();
      Optional<Installed> known = store.find(manifest.id());
      boolean isThere = known.flatMap(Installed::sha256).equals(Optional.of(digest));
      InstalledPlugin before = plugins.get(manifest.id());
      if (isThere && before != null && isUnhurt(before)) {
        return before;
      }
      if (!isThere) {
        if (digest.equals(failedPackages.get(manifest.id()))) {
          throw new RefusedPackageException(
              "this package failed again and again while it was on trial here; a newer version may come");
        }
        checkVersion(manifest, known);
      }
      store.keep(file);
      InstalledPlugin one = place(plugin, digest);
      try {
        work(one, plugin, digest);
      } catch (PluginFailure e) {
        if (before == null) {
          plugins.remove(manifest.id());
          one.slot().close();
        }
        LOG.log(
            Level.WARNING,
            "plugin {0} {1} does not get to work: {2}",
            manifest.id(),
            manifest.version(),
            e.getMessage());
        throw e;
      }
      store.record(
          manifest.id(),
          new Installed(
              Optional.of(digest),
              isThere ? known.flatMap(Installed::previous) : known.flatMap(Installed::sha256),
              manifest.version(),
              fromManager,
              Optional.of(manifest.type()),
              Optional.empty()));
      LOG.log(
          Level.INFO,
          "plugin {0} {1} {2}",
          manifest.id(),
          manifest.version(),
          one.state() == State.ACTIVE ? "works" : "is installed " + one.problems());
      publish();
      return one;
    }
  }

  /** Whether there is nothing to mend by the same package once more. */
  private boolean isUnhurt(InstalledPlugin one) {
    if (one.state() == State.FAILED) {
      return false;
    }
    try {
      return store.read(one.sha256()).length > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static Installed adopted(Installed known) {
    return new Installed(
        known.sha256(), known.previous(), known.highest(), true, known.type(), known.quarantine());
  }

  private void checkVersion(Manifest manifest, Optional<Installed> known)
      throws RefusedPackageException {
    Optional<SemanticVersion> least = manifest.minHost();
    if (least.isPresent() && least.get().compareTo(environment.version()) > 0) {
      throw new RefusedPackageException(
          "it wants a gateway of version " + least.get() + "; this is " + environment.version());
    }
    Optional<PluginType> type = known.flatMap(Installed::type);
    if (type.isPresent() && type.get() != manifest.type()) {
      throw new RefusedPackageException(
          "its type is "
              + manifest.type().text()
              + ", and "
              + type.get().text()
              + " is here: remove that first");
    }
    if (known.isPresent()) {
      SemanticVersion highest = known.get().highest();
      int order = manifest.version().compareTo(highest);
      if (order < 0) {
        throw new RefusedPackageException(
            "its version is " + manifest.version() + ", and " + highest + " was here already");
      }
      if (order == 0 && known.get().sha256().isPresent()) {
        throw new RefusedPackageException(
            "it is another package of the version " + highest + " that is here");
      }
    }
  }

  /** Takes a plugin away, with what it kept. Does nothing if it is not there. */
  public void remove(String id) throws IOException {
    synchronized (plugins) {
      Optional<Installed> known = store.find(id);
      if (known.isPresent() && known.get().sha256().isPresent()) {
        store.record(id, known.get().removed());
        failedPackages.remove(id);
        InstalledPlugin one = plugins.remove(id);
        if (one != null) {
          one.slot().close();
        }
        store.deleteValues(id);
        LOG.log(Level.INFO, "plugin {0} is removed", id);
        publish();
      }
    }
  }

  /**
   * New settings of a plugin; they are kept if it is not there yet.
   *
   * @throws PluginFailure if it does not get to work with them; the old ones stay in force then
   */
  public void configure(String id, PluginSettings wanted) throws PluginFailure {
    synchronized (plugins) {
      PluginSettings before = settings(id);
      InstalledPlugin one = plugins.get(id);
      settings.put(id, wanted);
      if (one == null || one.state() == State.QUARANTINED || wanted.equals(before)) {
        return;
      }
      try {
        work(one, wanted.isEnabled() ? opened(one) : one.view().plugin(), one.sha256());
        publish();
      } catch (PluginFailure e) {
        settings.put(id, before);
        throw e;
      }
    }
  }

  /** What is shown may never have been opened: only what is trusted now is put to work. */
  private PluginPackage opened(InstalledPlugin one) throws PluginFailure {
    try {
      return open(store.read(one.sha256()));
    } catch (IOException | RefusedPackageException e) {
      throw new PluginFailure(String.valueOf(e.getMessage()));
    }
  }

  /** Whose plugins are taken from now on; those of others end. */
  public void trust(Trust newTrust) {
    synchronized (plugins) {
      if (newTrust.equals(trust)) {
        return;
      }
      trust = newTrust;
      for (InstalledPlugin one : plugins.values()) {
        String digest = one.sha256();
        try {
          PluginPackage plugin = open(store.read(digest));
          if (one.state() == State.FAILED) {
            work(one, plugin, digest);
          } else {
            one.show(plugin, digest, one.state(), one.problems());
          }
        } catch (IOException | RefusedPackageException | PluginFailure e) {
          if (one.state() == State.DISABLED || one.state() == State.QUARANTINED) {
            continue; // it does not run, and does not come back with the trust either
          }
          one.slot().clear();
          one.show(
              one.view().plugin(), digest, State.FAILED, List.of(String.valueOf(e.getMessage())));
          LOG.log(Level.WARNING, "plugin {0} ends: {1}", one.manifest().id(), e.getMessage());
        }
      }
      publish();
    }
  }

  /** It failed so often that it is not asked for a while. On a thread of the plugin. */
  private void failed(String id) {
    try {
      keeper.execute(() -> judge(id));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "closed", e);
    }
  }

  private void judge(String id) {
    synchronized (plugins) {
      InstalledPlugin one = plugins.get(id);
      if (one == null || isClosed || one.state() != State.ACTIVE) {
        return;
      }
      boolean isNew = one.isOnTrial(environment.nanos().getAsLong());
      if (!isNew && one.slot().restings() < PluginSlot.MOST_RESTINGS) {
        return;
      }
      SemanticVersion version = one.manifest().version();
      String why = "version " + version + " failed again and again";
      try {
        Optional<Installed> known = store.find(id);
        if (known.isEmpty()) {
          return;
        }
        Optional<String> previous = isNew ? known.get().previous() : Optional.empty();
        if (previous.isPresent() && goBack(one, known.get(), previous.get(), version)) {
          return;
        }
        one.slot().clear();
        one.show(one.view().plugin(), one.sha256(), State.QUARANTINED, List.of(why));
        store.record(id, known.get().quarantined(why));
        LOG.log(Level.ERROR, "plugin {0} is in quarantine: {1}", id, why);
      } catch (IOException e) {
        LOG.log(Level.ERROR, "plugin " + id + ": cannot record what became of it", e);
      } finally {
        publish();
      }
    }
  }

  private boolean goBack(
      InstalledPlugin one, Installed known, String previous, SemanticVersion version)
      throws IOException {
    String id = one.manifest().id();
    try {
      PluginPackage plugin = open(store.read(previous));
      failedPackages.put(id, one.sha256());
      work(one, plugin, previous);
      one.slot().counters().rolledBack();
      one.show(
          plugin,
          previous,
          State.ACTIVE,
          List.of("version " + version + " failed again and again; this is the one before it"));
      store.record(
          id,
          new Installed(
              Optional.of(previous),
              Optional.empty(),
              known.highest(),
              known.fromManager(),
              known.type(),
              Optional.empty()));
      LOG.log(
          Level.WARNING,
          "plugin {0} goes back to {1}: {2} failed again and again",
          id,
          plugin.manifest().version(),
          version);
      return true;
    } catch (RefusedPackageException | PluginFailure e) {
      LOG.log(Level.WARNING, "plugin {0} cannot go back: {1}", id, e.getMessage());
      return false;
    }
  }

  private void keepValues() {
    for (Map.Entry<String, InstalledPlugin> one : visible.entrySet()) {
      Optional<byte[]> snapshot = one.getValue().values().snapshot();
      if (snapshot.isPresent()) {
        try {
          store.keepValues(one.getKey(), snapshot.get());
        } catch (IOException e) {
          LOG.log(Level.WARNING, "what plugin " + one.getKey() + " keeps is not written", e);
        }
      }
    }
  }

  private void publish() {
    visible = new TreeMap<>(plugins);
    changed.run();
  }

  /** All that are installed, by their identifiers. */
  public SortedMap<String, InstalledPlugin> all() {
    return new TreeMap<>(visible);
  }

  /** Those of a type that are at work, in the order of their identifiers. */
  public List<InstalledPlugin> active(PluginType type) {
    return visible.values().stream()
        .filter(one -> one.state() == State.ACTIVE && one.manifest().type() == type)
        .toList();
  }

  /**
   * Whether that package is one that was here and did not prove itself, so that it is not to be
   * fetched again.
   */
  public boolean isBehind(String id, String sha256) {
    synchronized (plugins) {
      return failedPackages.getOrDefault(id, "").equals(sha256);
    }
  }

  /** From now on the manager wants it, and may take it away. */
  public void adopt(String id) throws IOException {
    synchronized (plugins) {
      Optional<Installed> known = store.find(id);
      if (known.isPresent() && !known.get().fromManager()) {
        store.record(id, adopted(known.get()));
      }
    }
  }

  /** Those that the manager wanted. */
  public List<String> fromManager() {
    return store.plugins().entrySet().stream()
        .filter(one -> one.getValue().fromManager() && one.getValue().sha256().isPresent())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Ends all of them and writes what they keep. */
  @Override
  public void close() {
    synchronized (plugins) {
      isClosed = true;
      keeper.shutdownNow();
      plugins.values().forEach(one -> one.slot().close());
      keepValues();
      watchdog.close();
    }
  }
}
