package io.omniedge.gateway.api;

/** How bad it is, the least first. */
public enum HealthStatus {
  /** Nothing to do. */
  OK,
  /** Works, and somebody should look. */
  WARN,
  /** Something that should work does not. */
  CRITICAL
}
