package io.omniedge.pdm.watch;

import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.baseline.OperatingState;
import io.omniedge.pdm.diagnosis.Conditions;
import io.omniedge.pdm.diagnosis.Diagnosis;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.report.FeatureRow;
import io.omniedge.pdm.report.Severity;
import io.omniedge.pdm.watch.PointAlarms.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What was measured of a usable block: features beside their baselines, severity, diagnosis.
 *
 * @param state whose baseline was compared with
 * @param conditions of the bearing, if one is known
 * @param bandBaseline of the bearing's band; NaN without one
 * @param change what the detectors say
 */
record Examination(
    OperatingState state,
    Optional<Conditions> conditions,
    Optional<Diagnosis> diagnosis,
    double bandBaseline,
    Map<String, Double> features,
    SortedMap<String, Comparison> compared,
    Optional<Severity> severity,
    ChangeWitness.Statement change) {
  /** A tenth of the nominal speed is one operating state. */
  private static final double STATES_PER_SPEED = 10;

  private static final double ONE_LOAD = 100;

  /**
   * Examines, and learns from it.
   *
   * @param bandBaselines frozen with the baseline, by operating state
   */
  static Examination of(
      MachineDefinition machine,
      MeasuringPoint point,
      PointMemory memory,
      Map<String, Double> bandBaselines,
      double[] samplesG,
      double rateHz,
      double speedRpm,
      long atMillis) {
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
    SortedMap<String, Comparison> compared = memory.baseline.take(state, features, atMillis);
    if (compared.get(Features.BEARING_BAND) instanceof Comparison.Compared band
        && bandBaselines.put(state.name(), band.reference().center()) == null) {
      // Only the first time, here or after a restart, is the block diagnosed twice.
      conditions = conditions.map(of -> of.against(band.reference().center()));
      diagnosis = conditions.map(of -> Diagnosis.of(samplesG, rateHz, of));
    }
    Optional<Severity> severity =
        machine
            .limits()
            .filter(any -> features.containsKey(Features.VELOCITY))
            .map(any -> new Severity(features.getOrDefault(Features.VELOCITY, Double.NaN), any));
    return new Examination(
        state,
        conditions,
        diagnosis,
        bandBaselines.getOrDefault(state.name(), Double.NaN),
        features,
        compared,
        severity,
        ChangeWitness.of(memory.detectors, compared, severity));
  }

  /** What the built-in witnesses say of it. */
  Judgements judgements(boolean hasLimits) {
    Judgements judgements = new Judgements();
    if (hasLimits) {
      judgements.put(
          Witness.ZONE,
          severity
              .map(Judgement::of)
              .orElse(
                  new Judgement(
                      Criterion.HEALTHY,
                      Level.UNKNOWN,
                      "the block does not cover the band of the zones")));
    }
    diagnosis.ifPresent(of -> judgements.put(Witness.BEARING, Judgement.of(of, bandBaseline)));
    change.judgement().ifPresent(says -> judgements.put(Witness.CHANGE, says));
    return judgements;
  }

  List<FeatureRow> rows() {
    List<FeatureRow> rows = new ArrayList<>();
    compared.forEach(
        (name, comparison) ->
            rows.add(new FeatureRow(name, features.getOrDefault(name, Double.NaN), comparison)));
    return rows;
  }
}
