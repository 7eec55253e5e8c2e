package io.omniedge.gateway.health;

import io.omniedge.gateway.api.HealthStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What a check says.
 *
 * @param status how bad it is
 * @param message why
 */
public record Verdict(HealthStatus status, String message) {
  /** Nothing to do. */
  public static Verdict ok(String message) {
    return new Verdict(HealthStatus.OK, message);
  }

  /** Somebody should look. */
  public static Verdict warn(String message) {
    return new Verdict(HealthStatus.WARN, message);
  }

  /** Something does not work. */
  public static Verdict critical(String message) {
    return new Verdict(HealthStatus.CRITICAL, message);
  }

  /** As bad as the worst of them, with the messages of all that are not well; else this one. */
  public static Verdict worstOf(List<Verdict> verdicts, String well) {
    HealthStatus worst = HealthStatus.OK;
    List<String> messages = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (verdict.status != HealthStatus.OK) {
        messages.add(verdict.message);
      }
      if (verdict.status.compareTo(worst) > 0) {
        worst = verdict.status;
      }
    }
    return new Verdict(worst, messages.isEmpty() ? well : String.join("; ", messages));
  }
}
