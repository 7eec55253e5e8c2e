package io.omniedge.pdm.outlet;

/** How reports are written. */
public enum ReportFormat {
  JSON,
  /** RFC 8949. */
  CBOR
}
