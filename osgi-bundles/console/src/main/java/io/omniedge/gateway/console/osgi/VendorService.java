package io.omniedge.gateway.console.osgi;

import io.omniedge.gateway.api.access.SignInMethod;
import io.omniedge.gateway.api.access.SignedInAddresses;
import io.omniedge.gateway.console.session.Sessions;
import io.omniedge.gateway.console.vendor.Vendors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** Tells the framework where vendors are, and asks again for them on a thread that may wait. */
final class VendorService implements AutoCloseable {
  private static final Logger LOG = System.getLogger(VendorService.class.getName());

  /** How late the end of a session may be noticed by flows that go on. */
  private static final long LOOK_SECONDS = 5;

  private final Vendors vendors;
  private final AtomicLong changes = new AtomicLong();
  private final ServiceRegistration<SignedInAddresses> registration;
  private final ScheduledExecutorService thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread made = new Thread(task, "vendors");
            made.setDaemon(true);
            return made;
          });

  VendorService(BundleContext context, Sessions sessions, LongSupplier idleNanos) {
    vendors = new Vendors(sessions, idleNanos, System::nanoTime, this::changed);
    registration = context.registerService(SignedInAddresses.class, vendors, properties());
    Future<?> unused =
        thread.scheduleWithFixedDelay(this::confirm, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  Vendors vendors() {
    return vendors;
  }

  void add(SignInMethod service) {
    vendors.add(service);
  }

  void remove(SignInMethod service) {
    vendors.remove(service);
    try {
      thread.execute(this::confirm);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "stopped", e);
    }
  }

  private void confirm() {
    try {
      vendors.confirm();
    } catch (RuntimeException e) {
      // One that fails must not be the last.
      LOG.log(Level.ERROR, "vendors cannot be asked for", e);
    }
  }

  private void changed() {
    changes.incrementAndGet();
    try {
      registration.setProperties(properties());
    } catch (IllegalStateException e) {
      LOG.log(Level.DEBUG, "stopped", e);
    }
  }

  @SuppressWarnings("JdkObsolete") // the framework takes a Dictionary, and this is the only one
  private Dictionary<String, Object> properties() {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(Constants.SERVICE_CHANGECOUNT, changes.get());
    return properties;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    registration.unregister();
  }
}
