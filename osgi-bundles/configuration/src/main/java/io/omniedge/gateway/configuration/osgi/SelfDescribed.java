package io.omniedge.gateway.configuration.osgi;

import io.omniedge.gateway.configuration.GatewayConfiguration;
import io.omniedge.gateway.configuration.metatype.Definition;
import io.omniedge.gateway.configuration.metatype.ObjectClass;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.configuration.metatype.OCD;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * Components whose forms are in no file: each describes itself, once, when it comes. The framework
 * waits while it tells of one, so configuring is left to the executor.
 */
final class SelfDescribed {
  private final GatewayConfiguration configuration;
  private final Executor executor;
  private final Logger log;

  SelfDescribed(GatewayConfiguration configuration, Executor executor, Logger log) {
    this.configuration = configuration;
    this.executor = executor;
    this.log = log;
  }

  /** Bundles have numbers from 0 on, so nobody else has this one. */
  private static long key(ServiceReference<?> reference) {
    return reference.getProperty(Constants.SERVICE_ID) instanceof Long id ? -id : Long.MIN_VALUE;
  }

  /** Reads what it says of itself; says whether that is good. */
  boolean add(
      ServiceReference<SelfConfiguringComponent> reference, SelfConfiguringComponent component) {
    try {
      ComponentConfiguration described = component.getConfiguration();
      OCD form = described == null ? null : described.getDefinition();
      Object pid = reference.getProperty(Constants.SERVICE_PID);
      if (form == null || !form.getId().equals(pid)) {
        log.log(
            Level.ERROR,
            "the component {0} describes {1}, which should be itself",
            pid,
            form == null ? "nothing" : form.getId());
        return false;
      }
      configuration.bundleDescribed(key(reference), List.of(new Definition(copy(form), false)));
      executor.execute(() -> configure(reference));
      return true;
    } catch (KuraException | IllegalArgumentException | RejectedExecutionException e) {
      log.log(Level.ERROR, "{0} is not configurable: {1}", reference, e.getMessage());
      return false;
    }
  }

  private static ObjectClass copy(OCD form) {
    return new ObjectClass(
        form.getId(), form.getName(), form.getDescription(), form.getAD(), form.getIcon());
  }

  private void configure(ServiceReference<?> reference) {
    try {
      configuration.configure(key(reference));
    } catch (KuraException e) {
      log.log(Level.ERROR, "cannot configure " + reference, e);
    }
  }

  /** It is gone; its configuration stays, for it may come again. */
  void remove(ServiceReference<?> reference) {
    configuration.bundleGone(key(reference));
  }
}
