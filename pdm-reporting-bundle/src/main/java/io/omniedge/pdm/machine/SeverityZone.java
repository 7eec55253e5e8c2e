package io.omniedge.pdm.machine;

/** How a vibration is judged [ISO 20816-1]. */
public enum SeverityZone {
  /** As of a machine newly put into service. */
  A,
  /** Fit for unrestricted long-term operation. */
  B,
  /** Not fit for long-term operation; some time until there is an opportunity to mend it. */
  C,
  /** Severe enough to damage the machine. */
  D
}
