package io.omniedge.gateway.api.compliance;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whoever sends something away asks here first. A service; if there is none, all may leave. For a
 * thread that can wait: an answer may take seconds.
 */
@ConsumerType
public interface ComplianceGate {
  /** Decides, and keeps evidence of it. Never throws; who cannot decide blocks. */
  Clearance check(Departure departure);
}
