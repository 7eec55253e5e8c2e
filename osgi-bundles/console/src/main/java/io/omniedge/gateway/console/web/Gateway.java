package io.omniedge.gateway.console.web;

import io.omniedge.gateway.api.LogLine;
import io.omniedge.gateway.api.TunnelSnapshot;
import java.util.List;
import org.eclipse.kura.configuration.ConfigurationService;

/**
 * What the page shows, as the framework tells it; an edge, so that pages are tested without one.
 * Any thread.
 */
public interface Gateway {
  /** A bundle of the framework. */
  record Module(String name, String title, String version, String state, boolean ours) {}

  /**
   * The result of a health check.
   *
   * @param level OK, WARN, TEMPORARILY_UNAVAILABLE, CRITICAL or HEALTH_CHECK_ERROR
   */
  record Check(String name, String level, String text) {}

  /** The machine's name. */
  String name();

  /** The product's version. */
  String version();

  /** In the order of their names. */
  List<TunnelSnapshot> tunnels();

  /** Of the framework. */
  List<Module> modules();

  /** Runs all health checks; may take seconds. */
  List<Check> health();

  /** The newest first. */
  List<LogLine> log(int most);

  /** Filters of the services that a component's reference may be tied to. */
  List<String> targets(String factoryPid, String reference);

  /** What a configured component says is wrong with its configuration. */
  List<String> problems(String pid);

  ConfigurationService configuration();
}
