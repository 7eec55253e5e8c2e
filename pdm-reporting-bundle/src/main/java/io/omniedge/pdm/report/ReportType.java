package io.omniedge.pdm.report;

/** Why a report was made. */
public enum ReportType {
  /** By schedule, without pictures. */
  SUMMARY,
  /** Once a day, with the pictures. */
  FULL,
  /** At once, because an alarm changed; with the pictures. */
  ALARM;

  /** Whether it has spectra. */
  public boolean hasPictures() {
    return this != SUMMARY;
  }
}
