package io.omniedge.gateway.health.osgi;

import io.omniedge.gateway.api.GatewayHealth;
import io.omniedge.gateway.api.HealthFinding;
import io.omniedge.gateway.api.HealthStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Runs all health checks there are, ours and others', and answers {@code health}. */
@Component(
    name = "io.omniedge.gateway.health.Health",
    service = {GatewayHealth.class, HealthComponent.class},
    property = {"osgi.command.scope=omniedge", "osgi.command.function=health"})
public final class HealthComponent implements GatewayHealth {
  /** One that is critical; the message is what all checks found. */
  static final class UnhealthyException extends Exception {
    private static final long serialVersionUID = 1;

    UnhealthyException(String findings) {
      super(findings);
    }
  }

  /** The empty selector means those with the tag "default"; this means all, tagged or not. */
  private static final HealthCheckSelector ALL = HealthCheckSelector.tags("-none");

  private final HealthCheckExecutor executor;

  /** Called by the component runtime. */
  @Activate
  public HealthComponent(@Reference HealthCheckExecutor executor) {
    this.executor = executor;
  }

  /**
   * A line for each check.
   *
   * @throws UnhealthyException with these lines, if one is critical; also if there is no check
   */
  public String health() throws UnhealthyException {
    StringBuilder lines = new StringBuilder();
    boolean critical = false;
    for (HealthFinding finding : check()) {
      critical |= finding.status() == HealthStatus.CRITICAL;
      lines
          .append(finding.status())
          .append(' ')
          .append(finding.check())
          .append(": ")
          .append(finding.message())
          .append('\n');
    }
    if (lines.isEmpty()) {
      throw new UnhealthyException("CRITICAL health: no check runs");
    }
    if (critical) {
      throw new UnhealthyException(lines.toString());
    }
    return lines.toString();
  }

  @Override
  public List<HealthFinding> check() {
    List<HealthFinding> findings = new ArrayList<>();
    for (HealthCheckExecutionResult each : executor.execute(ALL)) {
      Result result = each.getHealthCheckResult();
      findings.add(
          new HealthFinding(
              each.getHealthCheckMetadata().getTitle(),
              status(result.getStatus()),
              message(result)));
    }
    findings.sort(Comparator.comparing(HealthFinding::check));
    return findings;
  }

  private static HealthStatus status(Result.Status status) {
    return switch (status) {
      case OK -> HealthStatus.OK;
      case WARN, TEMPORARILY_UNAVAILABLE -> HealthStatus.WARN;
      case CRITICAL, HEALTH_CHECK_ERROR -> HealthStatus.CRITICAL;
    };
  }

  private static String message(Result result) {
    List<String> messages = new ArrayList<>();
    for (ResultLog.Entry entry : result) {
      messages.add(entry.getMessage());
    }
    return String.join("; ", messages);
  }
}
