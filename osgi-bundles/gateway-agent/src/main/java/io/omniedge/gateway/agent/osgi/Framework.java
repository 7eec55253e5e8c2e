package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.agent.command.Action.ActionException;
import io.omniedge.gateway.api.DataDirectory;
import io.omniedge.gateway.api.LogLine;
import io.omniedge.gateway.api.RecentLog;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import io.omniedge.protocol.json.Fields;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What the agent asks of the framework and of the bundles beside its own. Any thread. */
final class Framework {
  private static final Logger LOG = System.getLogger(Framework.class.getName());

  private static final String NAME = "kura.service.pid";
  private static final int LOG_LINES = 1_000;
  private static final int MOST_REASON_CHARS = 1_000;

  private final BundleContext context;

  Framework(BundleContext context) {
    this.context = context;
  }

  /** Where this gateway keeps its state. */
  Path dataDirectory() {
    return DataDirectory.of(context::getProperty);
  }

  /** When this bundle was built, in seconds since 1970: it is later than that. */
  long builtSeconds() {
    String built = context.getBundle().getHeaders("").get("OmniEdge-Built");
    try {
      return built == null ? 0 : Instant.parse(built).getEpochSecond();
    } catch (DateTimeParseException e) {
      LOG.log(Level.WARNING, "the bundle says it was built at \"{0}\"", built);
      return 0;
    }
  }

  /** Of the software, by name. */
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("agent", context.getBundle().getVersion().toString());
    versions.put(
        "framework",
        context.getProperty(Constants.FRAMEWORK_VENDOR) + " " + context.getBundle(0).getVersion());
    versions.put("java", System.getProperty("java.version", "unknown"));
    versions.put("os", System.getProperty("os.name", "") + " " + System.getProperty("os.version"));
    return versions;
  }

  /** Of this machine. */
  static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "gateway";
    }
  }

  /** The newest lines of the log, if a bundle keeps them. */
  List<String> log() {
    ServiceReference<RecentLog> reference = context.getServiceReference(RecentLog.class);
    RecentLog log = reference == null ? null : context.getService(reference);
    if (reference == null || log == null) {
      return List.of();
    }
    try {
      List<String> lines = new ArrayList<>();
      for (LogLine line : log.newest(LOG_LINES)) {
        lines.add(line.time() + " " + line.level() + " " + line.logger() + " " + line.message());
      }
      return lines;
    } finally {
      context.ungetService(reference);
    }
  }

  /** What components of these names say is wrong with them. */
  List<PropertyError> complaints(Set<String> pids) {
    List<PropertyError> complaints = new ArrayList<>();
    try {
      Collection<ServiceReference<SelfChecked>> all =
          context.getServiceReferences(SelfChecked.class, null);
      for (ServiceReference<SelfChecked> reference : all) {
        Object name = reference.getProperty(NAME);
        // Not our own: it complains that the manager is away, and waits for it. The mistakes in
        // its form it adds itself.
        boolean isOurs = context.getBundle().equals(reference.getBundle());
        SelfChecked component =
            name != null && pids.contains(name.toString()) && !isOurs
                ? context.getService(reference)
                : null;
        if (component != null) {
          for (String problem : component.problems()) {
            complaints.add(complaint(String.valueOf(name), problem));
          }
          context.ungetService(reference);
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("there is no filter", e);
    }
    return complaints;
  }

  /** What a component says, as it is reported. */
  static PropertyError complaint(String pid, String problem) {
    return new PropertyError(
        pid,
        "",
        problem.length() > MOST_REASON_CHARS ? problem.substring(0, MOST_REASON_CHARS) : problem);
  }

  /** Command restart: the bundle of {@code component}, and with it all components of that. */
  String restart(Fields arguments) throws ActionException, ProtocolException {
    String name = arguments.text("component", 255);
    try {
      ServiceReference<?>[] all = context.getAllServiceReferences(null, "(" + NAME + "=*)");
      for (ServiceReference<?> reference : all == null ? new ServiceReference<?>[0] : all) {
        if (name.equals(reference.getProperty(NAME))) {
          return restart(reference.getBundle());
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("the filter is right", e);
    }
    throw new ActionException("no component " + ProtocolException.shown(name) + " runs");
  }

  private String restart(Bundle bundle) throws ActionException {
    if (bundle.equals(context.getBundle()) || bundle.getBundleId() == 0) {
      throw new ActionException("the agent cannot restart " + bundle.getSymbolicName());
    }
    try {
      bundle.stop(Bundle.STOP_TRANSIENT);
      bundle.start(Bundle.START_TRANSIENT);
      return "bundle " + bundle.getSymbolicName() + " was restarted";
    } catch (BundleException e) {
      throw new ActionException(bundle.getSymbolicName() + ": " + e.getMessage());
    }
  }
}
