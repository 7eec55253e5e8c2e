package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.plugin.PackageSource;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.PluginFailure;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.module.ModuleLimits;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.plugin.store.Inbox;
import io.omniedge.plugin.store.PackageStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings the plugins to what the manager wants, and does what an operator of this machine wants.
 * The methods that change something are for one thread; the others for any.
 */
final class Workshop implements Inbox.Requests {
  private static final Logger LOG = System.getLogger(Workshop.class.getName());

  private final Plugins plugins;
  private volatile List<Wanted.Release> wanted = List.of();
  private volatile Map<String, String> problems = Map.of();
  private volatile @Nullable PackageSource source;

  /** Packages that were refused or failed: the same bytes will be again. */
  private final Set<String> hopeless = new HashSet<>();

  Workshop(Plugins plugins) {
    this.plugins = plugins;
  }

  void from(@Nullable PackageSource packages) {
    source = packages;
  }

  /** Wants these, and what else a manager wanted before goes. */
  void want(List<Wanted.Release> packages) {
    wanted = List.copyOf(packages);
    hopeless.clear(); // settings or keys may be others now
    work();
  }

  /** Tries again what did not succeed for want of a manager. */
  void work() {
    Map<String, String> found = new TreeMap<>();
    Set<String> ids = new HashSet<>();
    for (Wanted.Release one : wanted) {
      ids.add(one.id());
      try {
        bring(one);
      } catch (IOException | RefusedPackageException | PluginFailure e) {
        found.put(one.id(), one.id() + " " + one.version() + ": " + e.getMessage());
      }
    }
    for (String id : plugins.fromManager()) {
      if (!ids.contains(id)) {
        try {
          plugins.remove(id);
        } catch (IOException e) {
          found.put(id, id + ": it cannot be removed: " + e.getMessage());
        }
      }
    }
    found.forEach(
        (id, problem) -> {
          if (!problem.equals(problems.get(id))) {
            LOG.log(Level.WARNING, "{0}", problem);
          }
        });
    problems = Map.copyOf(found);
  }

  private void bring(Wanted.Release one)
      throws IOException, RefusedPackageException, PluginFailure {
    InstalledPlugin present = plugins.all().get(one.id());
    if (present != null
        && (present.sha256().equals(one.sha256()) || plugins.isBehind(one.id(), one.sha256()))) {
      plugins.adopt(one.id());
      return;
    }
    if (hopeless.contains(one.sha256())) {
      throw new IOException(problems.getOrDefault(one.id(), "it was refused before"));
    }
    PackageSource from = source;
    if (from == null) {
      throw new IOException("there is no manager to fetch it from");
    }
    byte[] file = from.fetch(one.sha256(), ModuleLimits.BYTES);
    if (!PackageStore.digest(file).equals(one.sha256())) {
      throw new IOException("what the manager sent has another SHA-256");
    }
    try {
      InstalledPlugin unused = plugins.install(file, true);
    } catch (RefusedPackageException | PluginFailure e) {
      hopeless.add(one.sha256());
      throw e;
    }
  }

  /** What is wanted and is not, one sentence each. */
  List<String> problems() {
    return new ArrayList<>(new TreeMap<>(problems).values());
  }

  @Override
  public String install(byte[] file) throws Exception {
    InstalledPlugin one = plugins.install(file, false);
    String name = one.manifest().id() + " " + one.manifest().version();
    if (one.state() == InstalledPlugin.State.ACTIVE) {
      return name + " works";
    }
    return one.problems().isEmpty()
        ? name + " is installed and disabled"
        : name + " is installed and waits for its settings: " + String.join("; ", one.problems());
  }

  @Override
  public String remove(String id) throws Exception {
    if (!plugins.all().containsKey(id)) {
      throw new IOException("there is no plugin " + id);
    }
    if (wanted.stream().anyMatch(one -> one.id().equals(id))) {
      throw new IOException("the manager wants " + id + ": take it away there");
    }
    plugins.remove(id);
    return id + " is removed";
  }
}
