package io.omniedge.pdm.watch;

import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.diagnosis.Diagnosis;
import io.omniedge.pdm.quality.Quality;
import io.omniedge.pdm.quality.QualityFlag;
import io.omniedge.pdm.report.Severity;
import java.util.Optional;

/**
 * What one witness says of a block.
 *
 * @param criterion what it is about
 * @param level how bad; UNKNOWN if it cannot say
 * @param reason one sentence for people
 */
record Judgement(Criterion criterion, Level level, String reason) {
  /** Twice the baseline: the step from one boundary of ISO 20816-3 to the next. */
  private static final double RAISED = 2;

  /** Of the boundary B/C [ISO 20816-1]. */
  private static final double ALARM_LIMIT = 1.25;

  /** Of a zone; C is an alert from where ISO 20816-1 would have an alarm limit at the highest. */
  static Judgement of(Severity severity) {
    boolean isAboveAlarm =
        severity.velocityRmsMmPerS() >= ALARM_LIMIT * severity.limits().bcMmPerS();
    return switch (severity.zone()) {
      case A -> new Judgement(Criterion.ZONE_A, Level.OK, "vibration is in zone A");
      case B -> new Judgement(Criterion.ZONE_B, Level.OK, "vibration is in zone B");
      case C ->
          new Judgement(
              Criterion.ZONE_C,
              isAboveAlarm ? Level.ALERT : Level.ADVISE,
              "vibration is in zone C");
      case D -> new Judgement(Criterion.ZONE_D, Level.DANGER, "vibration is in zone D");
    };
  }

  /**
   * Of a bearing. A clear tone is a fault that begins; with a level of twice the baseline it has
   * grown.
   *
   * @param baselineRms of its band; NaN without one
   */
  static Judgement of(Diagnosis diagnosis, double baselineRms) {
    Level found = diagnosis.bandRms() >= RAISED * baselineRms ? Level.ALERT : Level.ADVISE;
    return switch (diagnosis.verdict()) {
      case HEALTHY -> new Judgement(Criterion.HEALTHY, Level.OK, diagnosis.reason());
      case INNER_RACE -> new Judgement(Criterion.BEARING_INNER_RACE, found, diagnosis.reason());
      case OUTER_RACE -> new Judgement(Criterion.BEARING_OUTER_RACE, found, diagnosis.reason());
      case ROLLING_ELEMENT ->
          new Judgement(Criterion.BEARING_ROLLING_ELEMENT, found, diagnosis.reason());
      case CAGE -> new Judgement(Criterion.BEARING_CAGE, found, diagnosis.reason());
      case ABNORMAL_CLASS_UNSURE ->
          new Judgement(Criterion.BEARING_CLASS_UNSURE, Level.ADVISE, diagnosis.reason());
      case NOT_DIAGNOSABLE ->
          new Judgement(Criterion.HEALTHY, Level.UNKNOWN, "not diagnosable: " + diagnosis.reason());
    };
  }

  /**
   * Why there is no verdict on a block; none for a usable one.
   *
   * @param hasSpeedSensor then a machine that stands is known to; without, a signal that is gone
   *     speaks against the sensor first
   */
  static Optional<Judgement> unusable(Quality quality, boolean hasSpeedSensor) {
    if (hasSpeedSensor && quality.find(QualityFlag.NOT_RUNNING).isPresent()) {
      return Optional.of(notRunning());
    }
    Judgement other = null;
    for (Quality.Finding finding : quality.findings()) {
      switch (finding.flag()) {
        case CLIPPED, FLAT, SPIKES, DROPOUTS, WRONG_RATE -> {
          return Optional.of(
              new Judgement(
                  Criterion.SENSOR_FAULT, Level.UNKNOWN, "sensor fault: " + finding.flag()));
        }
        case NOT_RUNNING -> other = notRunning();
        case SPEED_UNKNOWN ->
            other = new Judgement(Criterion.HEALTHY, Level.UNKNOWN, "the speed is not known");
        case SPEED_UNSTEADY ->
            other = new Judgement(Criterion.HEALTHY, Level.UNKNOWN, "the speed was not steady");
        case BIAS, BIAS_DRIFT -> {
          // No obstacle; it stands among the flags.
        }
      }
    }
    return Optional.ofNullable(other);
  }

  private static Judgement notRunning() {
    return new Judgement(Criterion.NOT_RUNNING, Level.UNKNOWN, "the machine stands");
  }
}
