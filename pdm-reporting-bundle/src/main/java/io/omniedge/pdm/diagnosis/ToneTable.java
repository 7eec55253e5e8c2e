package io.omniedge.pdm.diagnosis;

import io.omniedge.pdm.signal.Spectrum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far the fault tones stand out of an envelope spectrum. All ratios are of amplitudes: the
 * highest line near a tone to the median of the lines around, which is near 1 to 2 for noise. NaN
 * where a tone cannot be read: beyond the width of the band, or on a multiple of the shaft's
 * frequency or of twice the line frequency, which machines have in their envelope without a fault.
 *
 * @param rows one for each {@link FaultTone}, in their order
 */
public record ToneTable(List<Row> rows) {
  /** Rolling elements slip, so tones are up to 2 % off what geometry says. */
  private static final double TOLERANCE = 0.02;

  /** A line between two is seen in both, and in one more with the Hann window. */
  private static final double TOLERANCE_LINES = 1.5;

  /** Half of the Hann window's main lobe: nearer to a line of the machine it is that line. */
  private static final double LOBE_LINES = 2;

  /** Around a tone for the median, in orders: so near that the noise has the same level. */
  private static final double NEIGHBOURHOOD_ORDERS = 0.5;

  /** Lines at 0 Hz, into which the mean of an envelope leaks. */
  private static final int DC_LINES = 3;

  /** Without noise there is no ratio; no measurement has more than 120 dB. */
  private static final double MOST = 1e6;

  /**
   * A tone.
   *
   * @param frequencyHz by geometry and speed
   * @param peakHz where the highest line near it is; NaN where the tone cannot be read
   * @param ratio at the tone
   * @param second at twice the frequency
   * @param third at three times the frequency
   * @param sideband the lower one of the two, for both must be there; NaN for a tone without
   */
  public record Row(
      FaultTone tone,
      double frequencyHz,
      double peakHz,
      double ratio,
      double second,
      double third,
      double sideband) {}

  /** Copies. */
  public ToneTable {
    rows = List.copyOf(rows);
  }

  /** Of that tone. */
  public Row row(FaultTone tone) {
    return rows.stream().filter(row -> row.tone() == tone).findFirst().orElseThrow();
  }

  /** Reads the tones off an envelope spectrum. */
  public static ToneTable of(Spectrum envelope, Conditions conditions) {
    List<Row> rows = new ArrayList<>();
    for (FaultTone tone : FaultTone.values()) {
      double atHz = tone.order(conditions.bearing()) * conditions.shaftHz();
      double apartHz = tone.sidebandOrder(conditions.bearing()) * conditions.shaftHz();
      Peak peak = peak(envelope, conditions, atHz);
      double lower = peak(envelope, conditions, atHz - apartHz).ratio;
      double upper = peak(envelope, conditions, atHz + apartHz).ratio;
      rows.add(
          new Row(
              tone,
              atHz,
              peak.frequencyHz,
              peak.ratio,
              peak(envelope, conditions, 2 * atHz).ratio,
              peak(envelope, conditions, 3 * atHz).ratio,
              Math.min(lower, upper)));
    }
    return new ToneTable(rows);
  }

  private record Peak(double frequencyHz, double ratio) {}

  private static Peak peak(Spectrum envelope, Conditions conditions, double atHz) {
    double stepHz = envelope.resolutionHz();
    double toleranceHz = Math.max(TOLERANCE * atHz, TOLERANCE_LINES * stepHz);
    double aroundHz = Math.max(NEIGHBOURHOOD_ORDERS * conditions.shaftHz(), 3 * toleranceHz);
    int first = Math.max(DC_LINES + 1, envelope.lineAt(atHz - aroundHz));
    int last = envelope.lineAt(atHz + aroundHz);
    // What is in a band of some width has an envelope that changes no faster. False also for NaN.
    double widthHz = conditions.band().highHz() - conditions.band().lowHz();
    boolean isInside = atHz - toleranceHz > DC_LINES * stepHz && atHz + aroundHz < widthHz;
    if (!isInside || isOfMachine(atHz, conditions, stepHz)) {
      return new Peak(Double.NaN, Double.NaN);
    }
    double most = 0;
    double peakHz = atHz;
    double[] around = new double[last - first + 1];
    int count = 0;
    for (int k = first; k <= last; k++) {
      double frequencyHz = envelope.frequencyHz(k);
      if (Math.abs(frequencyHz - atHz) > toleranceHz) {
        around[count++] = envelope.density(k);
      } else if (envelope.density(k) > most && !isOfMachine(frequencyHz, conditions, stepHz)) {
        most = envelope.density(k);
        peakHz = frequencyHz;
      }
    }
    Arrays.sort(around, 0, count);
    double median = around[count / 2];
    return new Peak(peakHz, most == 0 ? 0 : Math.min(MOST, Math.sqrt(most / median)));
  }

  private static boolean isOfMachine(double frequencyHz, Conditions conditions, double stepHz) {
    return isMultiple(frequencyHz, conditions.shaftHz(), stepHz)
        || (conditions.lineHz() > 0 && isMultiple(frequencyHz, 2 * conditions.lineHz(), stepHz));
  }

  private static boolean isMultiple(double frequencyHz, double ofHz, double stepHz) {
    double away = Math.abs(frequencyHz - ofHz * Math.rint(frequencyHz / ofHz));
    return away < LOBE_LINES * stepHz;
  }
}
