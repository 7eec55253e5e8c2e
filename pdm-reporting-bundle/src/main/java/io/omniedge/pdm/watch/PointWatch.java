package io.omniedge.pdm.watch;

import io.omniedge.pdm.advisory.Advice;
import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.baseline.OperatingState;
import io.omniedge.pdm.diagnosis.Conditions;
import io.omniedge.pdm.diagnosis.Diagnosis;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.machine.SeverityLimits;
import io.omniedge.pdm.prognosis.Outlook;
import io.omniedge.pdm.prognosis.Prognosis;
import io.omniedge.pdm.quality.Quality;
import io.omniedge.pdm.quality.QualityGates;
import io.omniedge.pdm.report.Curve;
import io.omniedge.pdm.report.FeatureRow;
import io.omniedge.pdm.report.Findings;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.report.ReportType;
import io.omniedge.pdm.report.Severity;
import io.omniedge.pdm.report.Trend;
import io.omniedge.pdm.watch.PointAlarms.Witness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/** Watches one measuring point: each block goes through the whole chain. One thread. */
final class PointWatch {
  /** Gravity, and what an accelerometer may be off. */
  private static final double BIAS_LIMIT_G = 1.5;

  /** Less than this is the noise of a cheap sensor on a machine that stands. */
  private static final double STANDSTILL_RMS_G = 0.005;

  /** A slower machine may run as quietly as another one stands. */
  private static final double QUIET_BELOW_RPM = 600;

  /** A tenth of the nominal speed is one operating state. */
  private static final double STATES_PER_SPEED = 10;

  private static final double ONE_LOAD = 100;

  private static final long DAY_MILLIS = 86_400_000;

  /** Sensors and converters filter what is above. */
  private static final double NYQUIST_MARGIN = 2.56;

  /** Three harmonics of the highest tone with their sidebands. */
  private static final double ENVELOPE_TONES = 3.5;

  private final MachineDefinition machine;
  private final MeasuringPoint point;
  private final Optional<SeverityLimits> limits;
  private final PointMemory memory;

  /** Frozen with the baseline, by operating state; found again after a restart. */
  private final Map<String, Double> bandBaselines = new HashMap<>();

  PointWatch(MachineDefinition machine, MeasuringPoint point, PointMemory memory) {
    this.machine = machine;
    this.point = point;
    this.memory = memory;
    limits = machine.limits();
  }

  MeasuringPoint point() {
    return point;
  }

  PointMemory memory() {
    return memory;
  }

  /** After maintenance. */
  void relearn() {
    memory.relearn();
    bandBaselines.clear();
  }

  /** How long until the next block is wanted. */
  int secondsToNext() {
    return memory.isHurried || memory.alarms.isAnyOn()
        ? machine.schedule().alarmSeconds()
        : machine.schedule().normalSeconds();
  }

  /** The next block; a report if one is due. */
  Optional<HealthReport> take(Block block) {
    double[] samplesG = block.inG(point.gPerUnit());
    boolean hasSpeedSensor = machine.speedSource() != null;
    double slowest = hasSpeedSensor ? block.slowestRpm() : machine.nominalRpm();
    double fastest = hasSpeedSensor ? block.fastestRpm() : machine.nominalRpm();
    boolean isQuiet = hasSpeedSensor || machine.nominalRpm() < QUIET_BELOW_RPM;
    Quality quality =
        new QualityGates(
                block.acquisition().rangeG(),
                BIAS_LIMIT_G,
                isQuiet ? 0 : STANDSTILL_RMS_G,
                machine.nominalRpm())
            .check(
                samplesG,
                block.acquisition().rateHz(),
                block.acquisition().measuredRateHz(),
                slowest,
                fastest);
    Optional<Judgement> unusable = Judgement.unusable(quality, hasSpeedSensor);
    double speedRpm = (slowest + fastest) / 2;
    return unusable.isPresent()
        ? notJudged(block, speedRpm, quality, unusable.get())
        : judged(block, samplesG, speedRpm, quality);
  }

  private Optional<HealthReport> notJudged(
      Block block, double speedRpm, Quality quality, Judgement why) {
    boolean isFault = why.criterion() == Criterion.SENSOR_FAULT;
    boolean isNews = false;
    for (Witness witness : Witness.values()) {
      Judgement says =
          witness == Witness.SENSOR && isFault
              ? new Judgement(why.criterion(), Level.ADVISE, why.reason())
              : why;
      isNews |= memory.alarms.take(witness, says, block.atMillis());
    }
    memory.isHurried = isFault;
    // A full report would have nothing more; it stays due until there is a usable block.
    boolean isDue = isNews || isSummaryDue(block.atMillis());
    if (!isDue) {
      return Optional.empty();
    }
    memory.summaryAtMillis = block.atMillis();
    return Optional.of(
        new HealthReport(
            isNews ? ReportType.ALARM : ReportType.SUMMARY,
            ++memory.sequence,
            block.atMillis(),
            machine,
            point,
            speedRpm,
            block.acquisition(),
            quality,
            Level.UNKNOWN,
            why.reason(),
            Optional.empty(),
            List.of(why.criterion().advice(Level.UNKNOWN)),
            memory.alarms.lines(),
            Optional.empty(),
            Optional.empty()));
  }

  private Optional<HealthReport> judged(
      Block block, double[] samplesG, double speedRpm, Quality quality) {
    double rateHz = block.acquisition().rateHz();
    OperatingState state =
        new OperatingState.Bands(machine.nominalRpm() / STATES_PER_SPEED, ONE_LOAD)
            .of(speedRpm, ONE_LOAD);
    Optional<Conditions> conditions =
        point
            .tones()
            .map(
                tones ->
                    Conditions.of(speedRpm / 60, machine.lineHz(), tones)
                        .against(bandBaselines.getOrDefault(state.name(), Double.NaN)));
    Optional<Diagnosis> diagnosis = conditions.map(of -> Diagnosis.of(samplesG, rateHz, of));
    Map<String, Double> features =
        Features.of(
            samplesG,
            rateHz,
            speedRpm,
            machine.lineHz(),
            diagnosis.map(Diagnosis::bandRms).orElse(Double.NaN));
    SortedMap<String, Comparison> compared =
        memory.baseline.take(state, features, block.atMillis());
    if (compared.get(Features.BEARING_BAND) instanceof Comparison.Compared band
        && bandBaselines.put(state.name(), band.reference().center()) == null) {
      // Only the first time, here or after a restart, is the block diagnosed twice.
      conditions = conditions.map(of -> of.against(band.reference().center()));
      diagnosis = conditions.map(of -> Diagnosis.of(samplesG, rateHz, of));
    }
    Optional<Severity> severity =
        limits
            .filter(any -> features.containsKey(Features.VELOCITY))
            .map(any -> new Severity(features.getOrDefault(Features.VELOCITY, Double.NaN), any));
    Map<Witness, Judgement> judgements = new EnumMap<>(Witness.class);
    zone(severity).ifPresent(says -> judgements.put(Witness.ZONE, says));
    double bandBaseline = bandBaselines.getOrDefault(state.name(), Double.NaN);
    diagnosis.ifPresent(of -> judgements.put(Witness.BEARING, Judgement.of(of, bandBaseline)));
    ChangeWitness.Statement change = ChangeWitness.of(memory.detectors, compared, severity);
    change.judgement().ifPresent(says -> judgements.put(Witness.CHANGE, says));
    boolean isDue = isSummaryDue(block.atMillis());
    Optional<Trend> trend = trend(state, features, compared, block.atMillis(), isDue);

    boolean isNews = tell(judgements, block.atMillis());
    Judgement worst = worst(judgements);
    memory.isHurried = worst.level() != Level.OK && worst.level() != Level.UNKNOWN;
    boolean isFullDue = isDue(memory.fullAtMillis, DAY_MILLIS, block.atMillis());
    if (!isNews && !isDue && !isFullDue) {
      return Optional.empty();
    }
    ReportType type = isNews ? ReportType.ALARM : isFullDue ? ReportType.FULL : ReportType.SUMMARY;
    memory.summaryAtMillis = block.atMillis();
    if (type.hasPictures()) {
      memory.fullAtMillis = block.atMillis();
    }
    List<FeatureRow> rows = new ArrayList<>();
    compared.forEach(
        (name, comparison) ->
            rows.add(new FeatureRow(name, features.getOrDefault(name, Double.NaN), comparison)));
    return Optional.of(
        new HealthReport(
            type,
            ++memory.sequence,
            block.atMillis(),
            machine,
            point,
            speedRpm,
            block.acquisition(),
            quality,
            worst.level(),
            worst.reason(),
            Optional.of(
                new Findings(state.name(), rows, severity, diagnosis, change.loudest(), trend)),
            advice(judgements, worst, trend),
            memory.alarms.lines(),
            spectrum(type, samplesG, rateHz),
            envelopeSpectrum(type, samplesG, rateHz, conditions)));
  }

  private static Optional<Curve> spectrum(ReportType type, double[] samplesG, double rateHz) {
    return type.hasPictures()
        ? Optional.of(Curve.of(Features.spectrum(samplesG, rateHz), rateHz / NYQUIST_MARGIN))
        : Optional.empty();
  }

  private static Optional<Curve> envelopeSpectrum(
      ReportType type, double[] samplesG, double rateHz, Optional<Conditions> conditions) {
    if (!type.hasPictures() || conditions.isEmpty()) {
      return Optional.empty();
    }
    Conditions of = conditions.get();
    double highestHz = ENVELOPE_TONES * of.bearing().bpfi() * of.shaftHz();
    return Diagnosis.envelopeSpectrum(samplesG, rateHz, of)
        .map(spectrum -> Curve.of(spectrum, highestHz));
  }

  private Optional<Judgement> zone(Optional<Severity> severity) {
    if (limits.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        severity
            .map(Judgement::of)
            .orElse(
                new Judgement(
                    Criterion.HEALTHY,
                    Level.UNKNOWN,
                    "the block does not cover the band of the zones")));
  }

  private Optional<Trend> trend(
      OperatingState state,
      Map<String, Double> features,
      SortedMap<String, Comparison> compared,
      long atMillis,
      boolean isDue) {
    Double velocity = features.get(Features.VELOCITY);
    if (velocity == null) {
      return Optional.empty();
    }
    Trend.Point last = memory.trend.peekLast();
    if (last != null && last.atMillis() > atMillis) {
      // The clock was set back: what was before has no place in it.
      memory.trend.clear();
      memory.prognoses.clear();
    }
    if (isDue || memory.trend.isEmpty()) {
      memory.trend.add(new Trend.Point(atMillis, velocity));
      if (memory.trend.size() > Trend.MAX_POINTS) {
        memory.trend.remove();
      }
    }
    Outlook outlook;
    if (compared.get(Features.VELOCITY) instanceof Comparison.Compared is) {
      Prognosis prognosis =
          memory.prognoses.computeIfAbsent(
              state.name(), name -> new Prognosis(Prognosis.Settings.DEFAULT));
      prognosis.take(is.reference(), velocity, atMillis);
      outlook =
          limits.isPresent()
              ? prognosis.outlook(is.reference(), limits.get().cdMmPerS(), atMillis)
              : new Outlook.NotDiagnosable("the machine has no limits");
    } else {
      outlook = new Outlook.NotDiagnosable("there is no baseline yet");
    }
    return Optional.of(new Trend(Features.VELOCITY, new ArrayList<>(memory.trend), outlook));
  }

  /** Whoever has nothing to go by is suppressed, so that his alarm neither comes nor goes. */
  private boolean tell(Map<Witness, Judgement> judgements, long atMillis) {
    boolean isNews = false;
    for (Witness witness : Witness.values()) {
      Judgement says = judgements.get(witness);
      if (says == null) {
        says =
            witness == Witness.SENSOR
                ? new Judgement(Criterion.HEALTHY, Level.OK, "the signal is usable")
                : new Judgement(Criterion.HEALTHY, Level.UNKNOWN, "nothing to judge by");
      }
      isNews |= memory.alarms.take(witness, says, atMillis);
    }
    return isNews;
  }

  /** Good only if nobody who was asked could not tell. */
  private static Judgement worst(Map<Witness, Judgement> judgements) {
    if (judgements.isEmpty()) {
      return new Judgement(
          Criterion.HEALTHY,
          Level.UNKNOWN,
          "nothing to judge by: neither limits nor a bearing nor a baseline");
    }
    Judgement worst = null;
    Judgement unknown = null;
    for (Judgement each : judgements.values()) {
      if (each.level() == Level.UNKNOWN) {
        unknown = each;
      } else if (worst == null || each.level().compareTo(worst.level()) > 0) {
        worst = each;
      }
    }
    boolean isFound = worst != null && worst.level() != Level.OK;
    return worst == null || (unknown != null && !isFound) ? Objects.requireNonNull(unknown) : worst;
  }

  private static List<Advice> advice(
      Map<Witness, Judgement> judgements, Judgement worst, Optional<Trend> trend) {
    List<Advice> all = new ArrayList<>();
    for (Judgement each : judgements.values()) {
      if (each.level() != Level.OK && each.level() != Level.UNKNOWN) {
        all.add(each.criterion().advice(each.level()));
      }
    }
    if (trend.isPresent() && trend.get().outlook() instanceof Outlook.RemainingLife) {
      all.add(Criterion.LIMIT_IN_SIGHT.advice(Level.ADVISE));
    }
    if (all.isEmpty()) {
      all.add(Criterion.HEALTHY.advice(worst.level()));
    }
    all.sort(Comparator.comparing(Advice::urgency).reversed());
    return all;
  }

  private boolean isSummaryDue(long atMillis) {
    return isDue(memory.summaryAtMillis, secondsToNext() * 1_000L, atMillis);
  }

  /** A clock that was set back makes it due as well. */
  private static boolean isDue(long lastMillis, long everyMillis, long atMillis) {
    return atMillis - lastMillis >= everyMillis || atMillis < lastMillis;
  }
}
