package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.access.SignInMethod;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.data.TriageAdvisor;
import io.omniedge.gateway.api.exit.ExitAdvisor;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.plugin.dispatch.CompliancePlugins;
import io.omniedge.plugin.dispatch.ExitPlugins;
import io.omniedge.plugin.dispatch.FlowPlugins;
import io.omniedge.plugin.dispatch.ReportPlugins;
import io.omniedge.plugin.dispatch.SignInPlugins;
import io.omniedge.plugin.dispatch.TriagePlugins;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * The services that plugins are behind, each there only while a plugin of its type is: nobody waits
 * for a plugin that does not exist. One thread.
 */
final class Offers implements AutoCloseable {
  private final BundleContext context;
  private final FlowPlugins flows;
  private final ExitPlugins exits;
  private final TriagePlugins triage;
  private final ReportPlugins reports;
  private final CompliancePlugins compliance;
  private final SignInPlugins signIn;
  private final Map<Class<?>, ServiceRegistration<?>> registered = new HashMap<>();

  Offers(
      BundleContext context,
      FlowPlugins flows,
      ExitPlugins exits,
      TriagePlugins triage,
      ReportPlugins reports,
      CompliancePlugins compliance,
      SignInPlugins signIn) {
    this.context = context;
    this.flows = flows;
    this.exits = exits;
    this.triage = triage;
    this.reports = reports;
    this.compliance = compliance;
    this.signIn = signIn;
  }

  /** Plugins are others now. */
  void changed() {
    flows.changed();
    exits.changed();
    triage.changed();
    reports.changed();
    offer(FlowJudge.class, flows, flows.isNeeded());
    offer(ExitAdvisor.class, exits, exits.isNeeded());
    offer(TriageAdvisor.class, triage, triage.isNeeded());
    offer(HealthReporter.class, reports, reports.isNeeded());
    offer(ComplianceGate.class, compliance, compliance.isNeeded());
    offer(SignInMethod.class, signIn, signIn.isNeeded());
  }

  private <T> void offer(Class<T> type, T service, boolean isNeeded) {
    ServiceRegistration<?> present = registered.get(type);
    if (isNeeded && present == null) {
      registered.put(type, context.registerService(type, service, null));
    } else if (!isNeeded && present != null) {
      registered.remove(type);
      present.unregister();
    }
  }

  @Override
  public void close() {
    registered.values().forEach(ServiceRegistration::unregister);
    registered.clear();
  }
}
