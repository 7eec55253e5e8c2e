package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.api.report.ReportChannel;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The way of reports to the manager, a service while this gateway is a member. One thread. */
final class ReportService implements Consumer<Optional<ReportChannel>> {
  private final BundleContext context;
  private @Nullable ServiceRegistration<ReportChannel> registration;

  ReportService(BundleContext context) {
    this.context = context;
  }

  @Override
  public void accept(Optional<ReportChannel> channel) {
    ServiceRegistration<ReportChannel> former = registration;
    if (channel.isPresent() && former == null) {
      registration = context.registerService(ReportChannel.class, channel.get(), null);
    } else if (channel.isEmpty() && former != null) {
      registration = null;
      former.unregister();
    }
  }
}
