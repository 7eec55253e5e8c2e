package io.omniedge.pdm.source;

/**
 * What a source gives.
 *
 * @param name within the source
 * @param unit of its values
 * @param rateHz samples a second by the device's own account; 0 for values that come when they come
 * @param minimum that it can tell
 * @param maximum that it can tell
 * @param fullScaleCounts steps from the minimum to the maximum; 0 if it does not count
 */
public record SourceChannel(
    String name,
    String unit,
    double rateHz,
    double minimum,
    double maximum,
    double fullScaleCounts) {
  /** Refuses what no device is. */
  public SourceChannel {
    if (!(rateHz >= 0 && rateHz <= 1e9)) {
      throw new IllegalArgumentException(name + " with " + rateHz + " Hz");
    }
  }
}
