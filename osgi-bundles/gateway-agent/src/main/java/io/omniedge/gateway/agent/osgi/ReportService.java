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
  private Optional<ReportChannel> offered = Optional.empty();
  private @Nullable ServiceRegistration<ReportChannel> registration;

  ReportService(BundleContext context) {
    this.context = context;
  }

  @Override
  public void accept(Optional<ReportChannel> channel) {
    if (channel.equals(offered)) {
      return;
    }
    offered = channel;
    ServiceRegistration<ReportChannel> former = registration;
    registration = null;
    if (former != null) {
      former.unregister();
    }
    if (channel.isPresent()) {
      registration = context.registerService(ReportChannel.class, channel.get(), null);
    }
  }
}
