package io.omniedge.gateway.health.osgi;

import io.omniedge.gateway.health.Check;
import io.omniedge.gateway.health.Verdict;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;

/** Whether the configuration comes back after a restart. */
final class ConfigurationCheck implements Check {
  private final Supplier<@Nullable ConfigurationService> configuration;

  /** Asks for the service at each look; null while it does not run. */
  ConfigurationCheck(Supplier<@Nullable ConfigurationService> configuration) {
    this.configuration = configuration;
  }

  @Override
  public String name() {
    return "configuration";
  }

  @Override
  public Verdict look() {
    ConfigurationService service = configuration.get();
    if (service == null) {
      return Verdict.critical("the configuration service does not run");
    }
    try {
      return snapshots(service, new TreeSet<>(service.getSnapshots()).descendingSet());
    } catch (KuraException e) {
      return Verdict.critical(String.valueOf(e.getMessage()));
    }
  }

  private static Verdict snapshots(ConfigurationService service, Set<Long> newestFirst) {
    String broken = "";
    for (Long id : newestFirst) {
      try {
        service.getSnapshot(id);
        return broken.isEmpty()
            ? Verdict.ok("the newest of " + newestFirst.size() + " snapshots can be read")
            : Verdict.warn(broken + "; a restart falls back to snapshot " + id);
      } catch (KuraException e) {
        broken = broken.isEmpty() ? String.valueOf(e.getMessage()) : broken;
      }
    }
    return newestFirst.isEmpty()
        ? Verdict.ok("nothing is configured yet")
        : Verdict.critical("no snapshot can be read: " + broken);
  }
}
