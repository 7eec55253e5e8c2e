package io.omniedge.pdm.report;

import io.omniedge.pdm.advisory.Advice;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.diagnosis.Diagnosis;
import io.omniedge.pdm.diagnosis.ToneTable;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.prognosis.Outlook;
import io.omniedge.pdm.quality.Quality;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes a report. Numbers have five digits, which is more than a sensor has and half the bytes; a
 * number that is not known is left out.
 */
final class ReportJson {
  private static final MathContext DIGITS = new MathContext(5);

  /**
   * Reasons and names that others wrote. With all lists full of them a document is still in its
   * bound, as a test shows.
   */
  private static final int MAX_TEXT = 200;

  private ReportJson() {}

  static JsonObject of(HealthReport report) {
    JsonObject.Builder all =
        JsonObject.builder()
            .put("schemaVersion", HealthReport.SCHEMA_VERSION)
            .put("type", report.type().name())
            .put("sequence", report.sequence())
            .put("atMillis", report.atMillis())
            .put("identity", identity(report.machine(), report.point()))
            .put("machine", machine(report.machine()))
            .put("operation", operation(report))
            .put("acquisition", acquisition(report.acquisition()))
            .put("quality", array(report.quality().findings(), ReportJson::quality))
            .put("level", report.level().name())
            .put("levelReason", text(report.levelReason()))
            .put("advice", array(report.advice(), ReportJson::advice))
            .put("alarms", array(report.alarms(), ReportJson::alarm));
    Origin origin = report.origin();
    if (!origin.configuration().isEmpty()) {
      all.put("configuration", origin.configuration());
    }
    if (origin.isReplayed()) {
      all.put("replayed", true);
    }
    report.plugin().ifPresent(opinion -> all.put("plugin", plugin(opinion)));
    report.findings().ifPresent(findings -> findings(all, findings));
    report.spectrum().ifPresent(curve -> all.put("spectrum", curve(curve)));
    report.envelopeSpectrum().ifPresent(curve -> all.put("envelopeSpectrum", curve(curve)));
    return all.build();
  }

  private static JsonObject identity(MachineDefinition machine, MeasuringPoint point) {
    return JsonObject.builder()
        .put("asset", machine.asset())
        .put("point", point.name())
        .put("axis", point.axis().name())
        .put("mounting", point.mounting().name())
        .putIfPresent("bearing", Optional.ofNullable(point.bearingName()))
        .build();
  }

  private static JsonObject machine(MachineDefinition machine) {
    return JsonObject.builder()
        .put("kind", machine.kind().name())
        .putIfPresent("group", Optional.ofNullable(machine.group()).map(Enum::name))
        .putIfPresent("support", Optional.ofNullable(machine.support()).map(Enum::name))
        .put("nominalRpm", number(machine.nominalRpm()))
        .build();
  }

  private static JsonObject operation(HealthReport report) {
    JsonObject.Builder operation = JsonObject.builder();
    number(operation, "speedRpm", report.speedRpm());
    return operation.putIfPresent("state", report.findings().map(Findings::operatingState)).build();
  }

  private static JsonObject acquisition(Acquisition of) {
    JsonObject.Builder acquisition = JsonObject.builder().put("clock", of.clock().name());
    number(acquisition, "rateHz", of.rateHz());
    number(acquisition, "measuredRateHz", of.measuredRateHz());
    number(acquisition, "rangeG", of.rangeG());
    number(acquisition, "bits", of.bits() == 0 ? Double.NaN : of.bits());
    return acquisition.build();
  }

  private static JsonObject quality(Quality.Finding finding) {
    JsonObject.Builder quality =
        JsonObject.builder()
            .put("flag", finding.flag().name())
            .put("unusable", finding.flag().isUnusable());
    number(quality, "measured", finding.measured());
    number(quality, "limit", finding.limit());
    return quality.build();
  }

  private static void findings(JsonObject.Builder all, Findings findings) {
    all.put("features", array(findings.features(), ReportJson::feature));
    findings
        .severity()
        .ifPresent(
            severity ->
                all.put(
                    "severity",
                    JsonObject.builder()
                        .put("zone", severity.zone().name())
                        .put("velocityRmsMmPerS", number(severity.velocityRmsMmPerS()))
                        .put("abMmPerS", number(severity.limits().abMmPerS()))
                        .put("bcMmPerS", number(severity.limits().bcMmPerS()))
                        .put("cdMmPerS", number(severity.limits().cdMmPerS()))
                        .build()));
    findings.bearing().ifPresent(bearing -> all.put("bearing", bearing(bearing)));
    findings
        .anomaly()
        .ifPresent(
            anomaly ->
                all.put(
                    "anomaly",
                    JsonObject.builder()
                        .put("score", number(anomaly.score()))
                        .put("persistent", anomaly.isPersistent())
                        .put("feature", anomaly.feature())
                        .put("detector", anomaly.detector())
                        .build()));
    findings.trend().ifPresent(trend -> all.put("trend", trend(trend)));
  }

  private static JsonObject feature(FeatureRow row) {
    JsonObject.Builder feature =
        JsonObject.builder().put("name", row.name()).put("value", number(row.value()));
    if (row.comparison() instanceof Comparison.Compared compared) {
      feature
          .put("baseline", number(compared.reference().center()))
          .put("spreads", number(compared.spreads()));
      number(feature, "changePercent", compared.changePercent().orElse(Double.NaN));
    } else if (row.comparison() instanceof Comparison.Learning learning) {
      feature.put("learning", learning.blocks() + " of " + learning.blocksNeeded() + " blocks");
    } else if (row.comparison() instanceof Comparison.NotKept not) {
      feature.put("noBaseline", text(not.reason()));
    }
    return feature.build();
  }

  private static JsonObject bearing(Diagnosis diagnosis) {
    ToneTable tones = diagnosis.tones();
    return JsonObject.builder()
        .put("verdict", diagnosis.verdict().name())
        .put("confidence", number(diagnosis.confidence()))
        .put("reason", text(diagnosis.reason()))
        .put("tones", array(tones == null ? List.of() : tones.rows(), ReportJson::tone))
        .build();
  }

  private static JsonObject tone(ToneTable.Row row) {
    JsonObject.Builder tone = JsonObject.builder().put("tone", row.tone().name());
    number(tone, "frequencyHz", row.frequencyHz());
    number(tone, "peakHz", row.peakHz());
    number(tone, "ratio", row.ratio());
    number(tone, "second", row.second());
    number(tone, "third", row.third());
    number(tone, "sideband", row.sideband());
    return tone.build();
  }

  private static JsonObject trend(Trend trend) {
    return JsonObject.builder()
        .put("feature", trend.feature())
        .put(
            "points",
            array(
                trend.points(),
                point ->
                    new JsonArray(List.of(JsonNumber.of(point.atMillis()), number(point.value())))))
        .put("outlook", outlook(trend.outlook()))
        .build();
  }

  private static JsonObject outlook(Outlook outlook) {
    if (outlook instanceof Outlook.RemainingLife life) {
      return JsonObject.builder()
          .put("kind", "REMAINING_LIFE")
          .put("onsetMillis", life.onsetMillis())
          .put("lowMillis", life.lowMillis())
          .put("medianMillis", life.medianMillis())
          .put("highMillis", life.highMillis())
          .put("confidence", number(life.confidence()))
          .build();
    }
    if (outlook instanceof Outlook.NotDiagnosable not) {
      return JsonObject.builder()
          .put("kind", "NOT_DIAGNOSABLE")
          .put("reason", text(not.reason()))
          .build();
    }
    return JsonObject.builder().put("kind", "NO_TREND").build();
  }

  private static JsonObject advice(Advice advice) {
    return JsonObject.builder()
        .put("text", advice.text())
        .put("urgency", advice.urgency().name())
        .build();
  }

  private static JsonObject alarm(AlarmLine line) {
    JsonObject.Builder alarm = JsonObject.builder();
    line.shelvedUntilMillis().ifPresent(until -> alarm.put("shelvedUntilMillis", until));
    return alarm
        .put("name", line.name())
        .put("criterion", line.criterion().name())
        .put("level", line.level().name())
        .put("state", line.state().name())
        .put("occurrence", line.occurrence())
        .putIfPresent("unknownReason", line.unknownReason().map(ReportJson::text))
        .build();
  }

  private static JsonObject plugin(PluginOpinion opinion) {
    return JsonObject.builder()
        .put("id", text(opinion.id()))
        .put("pluginHash", opinion.sha256())
        .put("mode", opinion.isInPlace() ? "REPLACE" : "EXTEND")
        .put("level", opinion.level().name())
        .put("reason", text(opinion.reason()))
        .putIfNotNull("findings", opinion.findings().orElse(null))
        .build();
  }

  private static JsonArray curve(Curve curve) {
    return array(
        curve.points(),
        point -> new JsonArray(List.of(number(point.frequencyHz()), number(point.amplitudeG()))));
  }

  private static <T> JsonArray array(Collection<T> elements, Function<T, JsonValue> writer) {
    return new JsonArray(elements.stream().map(writer).toList());
  }

  private static void number(JsonObject.Builder builder, String name, double value) {
    if (Double.isFinite(value)) {
      builder.put(name, number(value));
    }
  }

  private static JsonNumber number(double value) {
    return new JsonNumber(new BigDecimal(value, DIGITS));
  }

  private static String text(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
