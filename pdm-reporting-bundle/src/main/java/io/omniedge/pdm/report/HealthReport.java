package io.omniedge.pdm.report;

import io.omniedge.pdm.advisory.Advice;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.quality.Quality;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway says of a machine at one measuring point; {@code docs/pdm-report.md} describes its
 * JSON. Immutable.
 *
 * @param type why it was made
 * @param sequence counts the reports of the point, from 1
 * @param atMillis when its block was taken
 * @param origin by what it was made
 * @param speedRpm while the block was taken; NaN if not known
 * @param quality what the gates found
 * @param level of this block, before the alarms' delays
 * @param levelReason why it is that, one sentence
 * @param findings none for a block that is not usable
 * @param plugin what a plugin said, if one was asked
 * @param advice what to do, the most urgent first, at least one
 * @param alarms at most {@link #MAX_ALARMS}
 * @param spectrum of the acceleration, if the type has pictures
 * @param envelopeSpectrum likewise
 */
public record HealthReport(
    ReportType type,
    long sequence,
    long atMillis,
    MachineDefinition machine,
    MeasuringPoint point,
    Origin origin,
    double speedRpm,
    Acquisition acquisition,
    Quality quality,
    Level level,
    String levelReason,
    Optional<Findings> findings,
    Optional<PluginOpinion> plugin,
    List<Advice> advice,
    List<AlarmLine> alarms,
    Optional<Curve> spectrum,
    Optional<Curve> envelopeSpectrum) {
  /** Of the document. */
  public static final int SCHEMA_VERSION = 1;

  /** Of the document: a broker's usual bound of 64 KiB less what goes around it. */
  public static final int MAX_BYTES = 60 * 1024;

  static final int MAX_ALARMS = 16;

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException with the reason
   */
  public HealthReport {
    advice = List.copyOf(advice);
    alarms = List.copyOf(alarms);
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence " + sequence);
    }
    if (advice.isEmpty() || advice.size() > MAX_ALARMS || alarms.size() > MAX_ALARMS) {
      throw new IllegalArgumentException(advice.size() + " advices, " + alarms.size() + " alarms");
    }
    if (findings.isEmpty() && level != Level.UNKNOWN) {
      throw new IllegalArgumentException("nothing was judged, and the level is " + level);
    }
  }

  /** Whether people want to know at once: an alarm changed, and it is a severe one. */
  public boolean isUrgent() {
    return type == ReportType.ALARM
        && (isSevere(level)
            || alarms.stream().map(AlarmLine::level).anyMatch(HealthReport::isSevere));
  }

  private static boolean isSevere(Level level) {
    return level == Level.ALERT || level == Level.DANGER;
  }

  /** The document, never longer than {@link #MAX_BYTES} in UTF-8. */
  public JsonObject toJson() {
    return ReportJson.of(this);
  }
}
