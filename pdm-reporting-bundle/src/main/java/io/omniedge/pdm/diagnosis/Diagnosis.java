package io.omniedge.pdm.diagnosis;

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
 *   <li>Below 10 dB, fundamentals and second harmonics, there is no tone: in three thousand blocks
 *       of healthy simulated machines, most with four segments in the mean, none had 7.7.
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
   * @param acceleration of a running machine, in any unit; for 100 turns and more
   */
  public static Diagnosis of(double[] acceleration, double rateHz, Conditions conditions) {
    if (!conditions.band().isCoveredBy(rateHz)) {
      return notDiagnosable("the rate of " + text(rateHz) + " Hz does not cover the band");
    }
    int length = segmentLength(acceleration.length, rateHz, conditions.shaftHz());
    if (length == 0) {
      return notDiagnosable("the block has too few turns of the shaft");
    }
    double[] envelope = conditions.band().envelope(acceleration, rateHz);
    double squares = 0;
    for (double each : envelope) {
      squares += each * each;
    }
    // The mean square of a signal is half of the one of its envelope.
    double rms = Math.sqrt(squares / envelope.length / 2);
    ToneTable table = ToneTable.of(Spectrum.welch(envelope, rateHz, length), conditions);
    return judged(table, rms, conditions);
  }

  /** The spectrum that the tones are read from, for a picture; none where no tone is read. */
  public static Optional<Spectrum> envelopeSpectrum(
      double[] acceleration, double rateHz, Conditions conditions) {
    int length = segmentLength(acceleration.length, rateHz, conditions.shaftHz());
    if (length == 0 || !conditions.band().isCoveredBy(rateHz)) {
      return Optional.empty();
    }
    double[] envelope = conditions.band().envelope(acceleration, rateHz);
    return Optional.of(Spectrum.welch(envelope, rateHz, length));
  }

  /** 0 if the block is too short. */
  private static int segmentLength(int samples, double rateHz, double shaftHz) {
    int length = Spectrum.lengthFor(rateHz, shaftHz / LINES_PER_ORDER);
    // Half as fine still parts the cage from 0 Hz; more segments are worth it.
    if (segments(samples, length) < SEGMENTS) {
      length /= 2;
    }
    boolean isFine = rateHz / length <= 2 * shaftHz / LINES_PER_ORDER;
    return isFine && segments(samples, length) >= SEGMENTS ? length : 0;
  }

  private static int segments(int samples, int length) {
    return samples < length ? 0 : (samples - length) / (length / 2) + 1;
  }

  private static Diagnosis judged(ToneTable table, double rms, Conditions conditions) {
    double raisedDb = decibels(rms / conditions.baselineRms());
    List<ToneTable.Row> clear = new ArrayList<>();
    double strongestDb = 0;
    FaultTone hidden = null;
    for (ToneTable.Row row : table.rows()) {
      if (decibels(row.ratio()) >= CLEAR_DB) {
        clear.add(row);
      }
      if (Double.isNaN(row.ratio())) {
        hidden = row.tone();
      }
      strongestDb = most(strongestDb, decibels(row.ratio()), decibels(row.second()));
    }
    if (!clear.isEmpty()) {
      return named(table, clear, rms, conditions);
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
    if (hidden != null) {
      return new Diagnosis(
          Verdict.NOT_DIAGNOSABLE,
          0,
          hidden + " cannot be read: it is where the machine has lines of its own",
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
      ToneTable table, List<ToneTable.Row> clear, double rms, Conditions conditions) {
    List<ToneTable.Row> confirmed = new ArrayList<>(clear);
    confirmed.removeIf(row -> !isConfirmed(row));
    // A rolling element passes the load once in a turn of the cage, so its fault has that tone too,
    // as strong as its own and up to twice: the cage is named only where it is far above.
    ToneTable.Row cage = table.row(FaultTone.FTF);
    double ofElements = table.row(FaultTone.TWICE_BSF).ratio();
    boolean isCage = decibels(cage.ratio() / ofElements) >= WEAK_DB;
    confirmed.removeIf(row -> row.tone() == FaultTone.FTF && !isCage);
    confirmed.sort(Comparator.comparingDouble(ToneTable.Row::ratio).reversed());
    if (confirmed.size() > 1) {
      ToneTable.Row strongest = confirmed.get(0);
      double apartHz = strongest.tone().sidebandOrder(conditions.bearing()) * conditions.shaftHz();
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
    // BPFO is a harmonic of the cage, number n of them, and others of it are near the rest: a race
    // is not named beside a cage that is as strong.
    if (first.tone() == FaultTone.BPFO || first.tone() == FaultTone.BPFI) {
      double aboveCageDb = decibels(first.ratio() / cage.ratio());
      aloneDb = aboveCageDb < aloneDb ? aboveCageDb : aloneDb;
    }
    if (aloneDb < RAISED_DB) {
      return new Diagnosis(
          Verdict.ABNORMAL_CLASS_UNSURE,
          confidence(0),
          first.tone() + " is clear, and another tone is about as strong",
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
    // The same line in two overlapping tolerances is no sideband: nobody knows whose it is.
    return steps != 0
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
