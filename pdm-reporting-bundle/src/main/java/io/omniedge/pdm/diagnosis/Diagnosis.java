package io.omniedge.pdm.diagnosis;

import io.omniedge.pdm.machine.BearingTones;
import io.omniedge.pdm.signal.BandPass;
import io.omniedge.pdm.signal.Spectrum;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verdict on a bearing from one block of acceleration, and what it stands on.
 *
 * <p>The envelope of a band in which the housing rings is as periodic as the strikes of a fault
 * are. Three sizes decide, none of them fitted to a recording:
 *
 * <ul>
 *   <li>A tone 20 dB above the noise around it is there. It names a class if its own kind confirms
 *       it, a harmonic or a pair of sidebands 10 dB above the noise, and if no other confirmed tone
 *       comes within 6 dB that is not its sideband. Otherwise the bearing is abnormal, class
 *       unsure.
 *   <li>Below 10 dB, fundamentals and second harmonics, there is no tone: of Gaussian noise, in
 *       four segments, one block in thousands has a line so high.
 *   <li>Between 10 and 20 dB a machine has lines of its own, and the tone alone does not tell those
 *       from a fault. Then the level of the band decides, if there is a baseline to compare with:
 *       twice the baseline, which is the step from one boundary of ISO 20816-3 to the next, is a
 *       second witness, and the bearing is abnormal, class unsure. Without the one or the other it
 *       is not diagnosable. A level of twice the baseline without any tone is abnormal as well:
 *       rolling elements that turn their fault out of the track, or a lack of lubricant, make noise
 *       and no tone.
 * </ul>
 *
 * <p>That is what parts the faults of rolling elements and of outer races of the public recordings
 * that show no clear tone: the first have more than twice the level of the normal bearing, the
 * second less, and without a baseline nobody honest can part them.
 *
 * <p>Source of the method: R. B. Randall and J. Antoni, Rolling element bearing diagnostics — A
 * tutorial, Mech. Syst. Signal Process. 25 (2011).
 *
 * @param confidence 0 for not diagnosable, else 0.5 to 1, rising with the distance in decibels from
 *     what would have changed the verdict; a measure to compare with, no probability
 * @param reason one sentence for people
 * @param bandRms RMS of the signal in the band: what a baseline is learned from; NaN if the block
 *     does not cover the band
 * @param tones null if the block shows none
 */
public record Diagnosis(
    Verdict verdict, double confidence, String reason, double bandRms, @Nullable ToneTable tones) {
  /** Where housings of machines up to some hundred kilowatts ring; half of 10 kHz covers it. */
  public static final BandPass DEFAULT_BAND = new BandPass(2_000, 5_000);

  private static final double CLEAR_DB = 20;
  private static final double WEAK_DB = 10;
  private static final double RAISED_DB = 6;

  /** Of a tone, to either side, that stand out: the modulation is no sine. */
  private static final int SIDEBANDS = 3;

  /** Of the frequency: the cage slips as the tone does, and both are read off lines. */
  private static final double SIDEBAND_TOLERANCE = 0.01;

  /** Lines in an order: the cage's tone at 0.4 orders is then 16 lines from 0 Hz. */
  private static final double LINES_PER_ORDER = 40;

  /** Fewer segments in the mean, and noise has lines of 10 dB. */
  private static final int SEGMENTS = 4;

  /**
   * Diagnoses.
   *
   * @param acceleration of a running machine, in any unit; of a length for 100 turns and more
   * @param shaftHz revolutions per second
   * @param band in which the housing rings
   */
  public static Diagnosis of(
      double[] acceleration, double rateHz, double shaftHz, BearingTones bearing, BandPass band) {
    return of(acceleration, rateHz, shaftHz, bearing, band, Double.NaN);
  }

  /**
   * Diagnoses with a baseline.
   *
   * @param baselineRms {@link #bandRms} of the same sensor and band while the machine was known to
   *     be good, in the same state
   */
  public static Diagnosis of(
      double[] acceleration,
      double rateHz,
      double shaftHz,
      BearingTones bearing,
      BandPass band,
      double baselineRms) {
    if (!band.isCoveredBy(rateHz)) {
      return notDiagnosable("the rate of " + text(rateHz) + " Hz does not cover the band");
    }
    Optional<Spectrum> envelope = envelope(acceleration, rateHz, shaftHz, band);
    if (envelope.isEmpty()) {
      return notDiagnosable("the block has too few turns of the shaft");
    }
    double rms = bandRms(acceleration, rateHz, band);
    ToneTable table = ToneTable.of(envelope.get(), shaftHz, bearing);
    return judged(table, rms, decibels(rms / baselineRms), shaftHz, bearing);
  }

  /** The spectrum that the tones are read from; none if the block is too short. */
  public static Optional<Spectrum> envelope(
      double[] acceleration, double rateHz, double shaftHz, BandPass band) {
    int length = Spectrum.lengthFor(rateHz, shaftHz / LINES_PER_ORDER);
    // Half as fine still parts the cage from 0 Hz; more segments are worth it.
    if (segments(acceleration.length, length) < SEGMENTS) {
      length /= 2;
    }
    boolean isFine = rateHz / length <= 2 * shaftHz / LINES_PER_ORDER;
    if (!isFine || segments(acceleration.length, length) < SEGMENTS) {
      return Optional.empty();
    }
    return Optional.of(Spectrum.welch(band.envelope(acceleration, rateHz), rateHz, length));
  }

  private static int segments(int samples, int length) {
    return samples < length ? 0 : 2 * samples / length - 1;
  }

  private static double bandRms(double[] acceleration, double rateHz, BandPass band) {
    double squares = 0;
    for (double sample : band.apply(acceleration, rateHz)) {
      squares += sample * sample;
    }
    return Math.sqrt(squares / acceleration.length);
  }

  private static Diagnosis judged(
      ToneTable table, double rms, double raisedDb, double shaftHz, BearingTones bearing) {
    List<ToneTable.Row> clear = new ArrayList<>();
    double strongestDb = 0;
    boolean isHidden = false;
    for (ToneTable.Row row : table.rows()) {
      if (decibels(row.ratio()) >= CLEAR_DB) {
        clear.add(row);
      }
      isHidden |= Double.isNaN(row.ratio());
      strongestDb = most(strongestDb, decibels(row.ratio()), decibels(row.second()));
    }
    if (!clear.isEmpty()) {
      return named(table, clear, rms, shaftHz, bearing);
    }
    if (raisedDb >= RAISED_DB) {
      return new Diagnosis(
          Verdict.ABNORMAL_CLASS_UNSURE,
          confidence((raisedDb - RAISED_DB) / RAISED_DB),
          "the level is " + text(raisedDb) + " dB above its baseline, and no tone is clear",
          rms,
          table);
    }
    if (strongestDb >= WEAK_DB) {
      String compared =
          Double.isNaN(raisedDb) ? "there is no baseline" : "the level is near its baseline";
      return new Diagnosis(
          Verdict.NOT_DIAGNOSABLE,
          0,
          "a tone of " + text(strongestDb) + " dB is weak, and " + compared,
          rms,
          table);
    }
    if (isHidden) {
      return new Diagnosis(
          Verdict.NOT_DIAGNOSABLE,
          0,
          "a fault tone is hidden behind a multiple of the shaft's frequency",
          rms,
          table);
    }
    return new Diagnosis(
        Verdict.HEALTHY,
        confidence((WEAK_DB - strongestDb) / WEAK_DB),
        "no fault tone stands out of the noise",
        rms,
        table);
  }

  /** At least one tone is clear: the class, if it is confirmed and alone. */
  private static Diagnosis named(
      ToneTable table,
      List<ToneTable.Row> clear,
      double rms,
      double shaftHz,
      BearingTones bearing) {
    List<ToneTable.Row> confirmed = new ArrayList<>(clear);
    confirmed.removeIf(row -> !isConfirmed(row));
    // A rolling element passes the load once in a turn of the cage, so its fault has that tone too,
    // as strong as its own and up to twice: the cage is named only where it is far above.
    double ofElements = table.row(FaultTone.TWICE_BSF).ratio();
    confirmed.removeIf(
        row -> row.tone() == FaultTone.FTF && !(decibels(row.ratio() / ofElements) >= WEAK_DB));
    confirmed.sort(Comparator.comparingDouble(ToneTable.Row::ratio).reversed());
    if (confirmed.size() > 1) {
      ToneTable.Row strongest = confirmed.get(0);
      double apartHz = strongest.tone().sidebandOrder(bearing) * shaftHz;
      confirmed.removeIf(row -> isSideband(row, strongest, apartHz));
    }
    if (confirmed.isEmpty()) {
      ToneTable.Row row = clear.get(0);
      return new Diagnosis(
          Verdict.ABNORMAL_CLASS_UNSURE,
          confidence(0),
          row.tone() + " is clear, and what would confirm its class is missing",
          rms,
          table);
    }
    ToneTable.Row first = confirmed.get(0);
    double aloneDb = CLEAR_DB + RAISED_DB;
    if (confirmed.size() > 1) {
      aloneDb = decibels(first.ratio() / confirmed.get(1).ratio());
    }
    if (aloneDb < RAISED_DB) {
      return new Diagnosis(
          Verdict.ABNORMAL_CLASS_UNSURE,
          confidence(0),
          first.tone() + " and " + confirmed.get(1).tone() + " are about as strong",
          rms,
          table);
    }
    double marginDb = Math.min(decibels(first.ratio()) - CLEAR_DB, aloneDb - RAISED_DB);
    return new Diagnosis(
        first.tone().verdict(),
        confidence(marginDb / CLEAR_DB),
        first.tone() + " is " + text(decibels(first.ratio())) + " dB above the noise around it",
        rms,
        table);
  }

  /** The sidebands of some bearings are where another of their tones is looked for. */
  private static boolean isSideband(ToneTable.Row row, ToneTable.Row strongest, double apartHz) {
    double steps = Math.rint((row.peakHz() - strongest.peakHz()) / apartHz);
    double expectedHz = strongest.peakHz() + steps * apartHz;
    return row != strongest
        && Math.abs(steps) <= SIDEBANDS
        && Math.abs(row.peakHz() - expectedHz) <= SIDEBAND_TOLERANCE * row.peakHz();
  }

  private static boolean isConfirmed(ToneTable.Row row) {
    return most(decibels(row.second()), decibels(row.third()), decibels(row.sideband())) >= WEAK_DB;
  }

  private static Diagnosis notDiagnosable(String reason) {
    return new Diagnosis(Verdict.NOT_DIAGNOSABLE, 0, reason, Double.NaN, null);
  }

  /** The largest of those that are numbers. */
  private static double most(double... values) {
    double most = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      most = value > most ? value : most;
    }
    return most;
  }

  private static double confidence(double margin) {
    return 0.5 + 0.5 * Math.min(1, margin);
  }

  private static double decibels(double ratio) {
    return 20 * Math.log10(ratio);
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
