package io.omniedge.pdm.watch;

import io.omniedge.pdm.advisory.Advice;
import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.diagnosis.Conditions;
import io.omniedge.pdm.diagnosis.Diagnosis;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.machine.PluginMode;
import io.omniedge.pdm.machine.SeverityLimits;
import io.omniedge.pdm.prognosis.Outlook;
import io.omniedge.pdm.prognosis.Prognosis;
import io.omniedge.pdm.quality.Quality;
import io.omniedge.pdm.quality.QualityGates;
import io.omniedge.pdm.report.Curve;
import io.omniedge.pdm.report.Findings;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.report.Origin;
import io.omniedge.pdm.report.PluginOpinion;
import io.omniedge.pdm.report.ReportType;
import io.omniedge.pdm.report.Trend;
import io.omniedge.pdm.watch.PointAlarms.Witness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Watches one measuring point: each block goes through the whole chain. One thread. */
final class PointWatch {
  /** Gravity, and what an accelerometer may be off. */
  private static final double BIAS_LIMIT_G = 1.5;

  /** Less than this is the noise of a cheap sensor on a machine that stands. */
  private static final double STANDSTILL_RMS_G = 0.005;

  /** A slower machine may run as quietly as another one stands. */
  private static final double QUIET_BELOW_RPM = 600;

  private static final long DAY_MILLIS = 86_400_000;

  /** Sensors and converters filter what is above. */
  private static final double NYQUIST_MARGIN = 2.56;

  /** Three harmonics of the highest tone with their sidebands. */
  private static final double ENVELOPE_TONES = 3.5;

  private final MachineDefinition machine;
  private final MeasuringPoint point;
  private final Optional<SeverityLimits> limits;
  private final PointMemory memory;
  private final Origin origin;
  private final PluginChain plugins;

  /** Frozen with the baseline, by operating state; found again after a restart. */
  private final Map<String, Double> bandBaselines = new HashMap<>();

  PointWatch(
      MachineDefinition machine,
      MeasuringPoint point,
      PointMemory memory,
      Origin origin,
      PluginChain plugins) {
    this.machine = machine;
    this.point = point;
    this.memory = memory;
    this.origin = origin;
    this.plugins = plugins;
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
    if (!isNews && !isSummaryDue(block.atMillis())) {
      return Optional.empty();
    }
    memory.summaryAtMillis = block.atMillis();
    return Optional.of(
        report(
            isNews ? ReportType.ALARM : ReportType.SUMMARY,
            block,
            speedRpm,
            quality,
            why,
            Outcome.of(why)));
  }

  private Optional<HealthReport> judged(
      Block block, double[] samplesG, double speedRpm, Quality quality) {
    double rateHz = block.acquisition().rateHz();
    Examination examination =
        Examination.of(
            machine, point, memory, bandBaselines, samplesG, rateHz, speedRpm, block.atMillis());
    Judgements judgements = examination.judgements(limits.isPresent());
    Optional<PluginOpinion> opinion = opinion(judgements, samplesG, rateHz, block.atMillis());
    boolean isDue = isSummaryDue(block.atMillis());
    Optional<Trend> trend = trend(examination, block.atMillis(), isDue);
    boolean isNews = false;
    for (Witness witness : Witness.values()) {
      // An alarm of a plugin that is asked no more must end.
      Judgement says =
          witness == Witness.PLUGIN && machine.plugin() == PluginMode.NONE
              ? new Judgement(Criterion.HEALTHY, Level.OK, "no plugin is asked")
              : judgements.of(witness);
      isNews |= memory.alarms.take(witness, says, block.atMillis());
    }
    Judgement worst = judgements.worst();
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
    Findings findings =
        new Findings(
            examination.state().name(),
            examination.rows(),
            examination.severity(),
            examination.diagnosis(),
            examination.change().loudest(),
            trend);
    return Optional.of(
        report(
            type,
            block,
            speedRpm,
            quality,
            worst,
            new Outcome(
                Optional.of(findings),
                judgements.advice(trend),
                opinion,
                spectrum(type, samplesG, rateHz),
                envelopeSpectrum(type, samplesG, rateHz, examination.conditions()))));
  }

  /**
   * What a report has beside its level; of a block without a verdict little.
   *
   * @param findings none without a verdict
   */
  private record Outcome(
      Optional<Findings> findings,
      List<Advice> advice,
      Optional<PluginOpinion> opinion,
      Optional<Curve> spectrum,
      Optional<Curve> envelopeSpectrum) {
    static Outcome of(Judgement why) {
      return new Outcome(
          Optional.empty(),
          List.of(why.criterion().advice(Level.UNKNOWN)),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }
  }

  private HealthReport report(
      ReportType type,
      Block block,
      double speedRpm,
      Quality quality,
      Judgement judgement,
      Outcome outcome) {
    return new HealthReport(
        type,
        ++memory.sequence,
        block.atMillis(),
        machine,
        point,
        origin,
        speedRpm,
        block.acquisition(),
        quality,
        judgement.level(),
        judgement.reason(),
        outcome.findings,
        outcome.opinion,
        outcome.advice,
        memory.alarms.lines(machine.plugin() != PluginMode.NONE),
        outcome.spectrum,
        outcome.envelopeSpectrum);
  }

  /** Asks the plugin, if one is to be; one that fails leaves the built-in chain as it is. */
  private Optional<PluginOpinion> opinion(
      Judgements judgements, double[] samplesG, double rateHz, long atMillis) {
    if (machine.plugin() == PluginMode.NONE) {
      return Optional.empty();
    }
    PluginOpinion opinion =
        plugins.opinion(
            machine.asset() + "/" + point.name(),
            machine.plugin() == PluginMode.REPLACE,
            samplesG,
            rateHz,
            atMillis,
            machine.schedule().normalSeconds());
    if (opinion.isGiven()) {
      judgements.put(
          Witness.PLUGIN, new Judgement(Criterion.PLUGIN, opinion.level(), opinion.reason()));
      if (opinion.isInPlace()) {
        judgements.onlyBy(Witness.PLUGIN);
      }
    }
    return Optional.of(opinion);
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

  private Optional<Trend> trend(Examination examination, long atMillis, boolean isDue) {
    Double velocity = examination.features().get(Features.VELOCITY);
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
    if (examination.compared().get(Features.VELOCITY) instanceof Comparison.Compared is) {
      Prognosis prognosis =
          memory.prognoses.computeIfAbsent(
              examination.state().name(), name -> new Prognosis(Prognosis.Settings.DEFAULT));
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

  private boolean isSummaryDue(long atMillis) {
    return isDue(memory.summaryAtMillis, secondsToNext() * 1_000L, atMillis);
  }

  /**
   * A block begins a little earlier or later than the schedule has it, as its samples came: up to a
   * tenth is the same turn. A clock that was set back makes it due as well.
   */
  private static boolean isDue(long lastMillis, long everyMillis, long atMillis) {
    return atMillis - lastMillis >= everyMillis - everyMillis / 10 || atMillis < lastMillis;
  }
}
