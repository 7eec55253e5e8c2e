package io.omniedge.gateway.configuration;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.kura.configuration.ConfigurationService;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * The components that run now. Thread-safe, without locks: it is called by the service registry,
 * which may hold locks of its own.
 */
final class TrackedComponents {
  private final Map<ServiceReference<?>, String> pids = new ConcurrentHashMap<>();
  private final Logger log;

  TrackedComponents(Logger log) {
    this.log = log;
  }

  void add(ServiceReference<?> reference) {
    Object servicePid = reference.getProperty(Constants.SERVICE_PID);
    Object pid = reference.getProperty(ConfigurationService.KURA_SERVICE_PID);
    // A component with a static service.pid beside its configuration's has a collection of both.
    if (servicePid instanceof String && pid instanceof String name) {
      pids.put(reference, name);
    } else {
      log.log(
          Level.WARNING,
          "a component is not configurable: service.pid is {0} and kura.service.pid is {1},"
              + " each should be one string",
          servicePid,
          pid);
    }
  }

  void remove(ServiceReference<?> reference) {
    pids.remove(reference);
  }

  Set<String> pids() {
    return new TreeSet<>(pids.values());
  }

  Set<String> pids(Predicate<ServiceReference<?>> wanted) {
    Set<String> found = new TreeSet<>();
    pids.forEach(
        (reference, pid) -> {
          if (wanted.test(reference)) {
            found.add(pid);
          }
        });
    return found;
  }
}
