package io.omniedge.gateway.api;

/**
 * What a health check found.
 *
 * @param check its name
 * @param status how bad it is
 * @param message why, for the operator; of one line
 */
public record HealthFinding(String check, HealthStatus status, String message) {
  private static final int MOST_CHARS = 2000;

  /** Makes line breaks visible. */
  public HealthFinding {
    message = VisibleText.of(message, MOST_CHARS);
  }
}
