package io.omniedge.pdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.advisory.Advice;
import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.advisory.Urgency;
import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.baseline.Reference;
import io.omniedge.pdm.diagnosis.Diagnosis;
import io.omniedge.pdm.diagnosis.FaultTone;
import io.omniedge.pdm.diagnosis.ToneTable;
import io.omniedge.pdm.diagnosis.Verdict;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.SeverityLimits;
import io.omniedge.pdm.prognosis.Outlook;
import io.omniedge.pdm.quality.Quality;
import io.omniedge.pdm.quality.QualityFlag;
import io.omniedge.pdm.store.ClockQuality;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class HealthReportTest {
  private static final long AT = 1_763_900_000_000L;

  private static MachineDefinition machine(String asset, String point) throws ProtocolException {
    return MachineDefinition.read(
        """
        asset: %s
        group: iso-20816-3-group-2
        support: rigid
        nominalRpm: 1480
        points:
          - name: %s
            source: s
            axis: radial-horizontal
            mounting: stud
            bearing: SKF 6205-2RS JEM
        """
            .formatted(asset, point));
  }

  /** The one of docs/pdm-report.md. */
  private static HealthReport example() throws ProtocolException {
    MachineDefinition machine = machine("pump-7", "drive-end");
    ToneTable tones =
        new ToneTable(
            List.of(
                new ToneTable.Row(FaultTone.BPFI, 133.58, 134.4, 41.2, 20.7, 11.9, 16.3),
                new ToneTable.Row(
                    FaultTone.FTF, 9.8247, Double.NaN, Double.NaN, Double.NaN, 1.4, Double.NaN)));
    Findings findings =
        new Findings(
            "1480 rpm, 100 %",
            List.of(
                new FeatureRow(
                    "bearingBandRmsG",
                    0.1312,
                    new Comparison.Compared(
                        new Reference(0.064, 0.0013), 51.69, OptionalDouble.of(105))),
                new FeatureRow("kurtosis", 4.81, new Comparison.Learning(12, 50, 0)),
                new FeatureRow("crest", 6.1, new Comparison.NotKept("too many features"))),
            Optional.of(new Severity(2.93, new SeverityLimits(1.4, 2.8, 4.5))),
            Optional.of(
                new Diagnosis(
                    Verdict.INNER_RACE,
                    0.81,
                    "BPFI is 32 dB above the noise around it",
                    0.1312,
                    tones)),
            Optional.of(new Anomaly(2.4, true, "bearingBandRmsG", "ewma+cusum 1")),
            Optional.of(
                new Trend(
                    "velocityRmsMmPerS",
                    List.of(new Trend.Point(AT - 3_600_000, 2.87), new Trend.Point(AT, 2.93)),
                    new Outlook.RemainingLife(
                        AT - 864_000_000, 1_036_800_000, 1_468_800_000, 2_160_000_000L, 0.8))));
    return new HealthReport(
        ReportType.ALARM,
        1_204,
        AT,
        machine,
        machine.points().get(0),
        new Origin("3f1d".repeat(16), false),
        1_480,
        new Acquisition(25_600, 25_598.2, 16, 16, ClockQuality.SET),
        new Quality(List.of(new Quality.Finding(QualityFlag.BIAS, 1.62, 1.5))),
        Level.ALERT,
        "BPFI is 32 dB above the noise around it",
        Optional.of(findings),
        Optional.of(
            new PluginOpinion(
                "plant-rules",
                "a05c".repeat(16),
                false,
                Level.OK,
                "the plugin's score is 0.95",
                Optional.of(
                    JsonReader.readObject(
                        "{\"overall-health-score\":0.95}".getBytes(StandardCharsets.UTF_8), 100)))),
        List.of(Criterion.BEARING_INNER_RACE.advice(Level.ALERT)),
        List.of(
            new AlarmLine(
                "bearing",
                Criterion.BEARING_INNER_RACE,
                Level.ALERT,
                Alarm.State.UNACKNOWLEDGED,
                1,
                Optional.empty(),
                Optional.of(AT + 86_400_000)),
            new AlarmLine(
                "change",
                Criterion.HEALTHY,
                Level.UNKNOWN,
                Alarm.State.NORMAL,
                0,
                Optional.of("nothing to judge by"),
                Optional.empty())),
        Optional.of(new Curve(List.of(new Curve.Point(24.67, 0.0512)))),
        Optional.of(new Curve(List.of(new Curve.Point(134.4, 0.0211)))));
  }

  @Test
  void documentIsTheExampleOfItsDescription() throws IOException, ProtocolException {
    String page = Files.readString(Path.of("../docs/pdm-report.md"));
    int from = page.indexOf("```json\n") + "```json\n".length();
    String written = page.substring(from, page.indexOf("```", from));
    assertEquals(JsonReader.read(written).toJson(), example().toJson().toJson());
  }

  @Test
  void fullestReportFitsItsBound() throws ProtocolException {
    String longest = "\u4e2d".repeat(100);
    MachineDefinition machine = machine(longest, longest);
    double number = -1.2345678e-101;
    List<Curve.Point> curve =
        Collections.nCopies(Curve.MAX_POINTS, new Curve.Point(12_345.678, 1.2345678e-11));
    List<Quality.Finding> flags = new ArrayList<>();
    for (QualityFlag flag : QualityFlag.values()) {
      flags.add(new Quality.Finding(flag, number, number));
    }
    List<ToneTable.Row> rows = new ArrayList<>();
    for (FaultTone tone : FaultTone.values()) {
      rows.add(new ToneTable.Row(tone, number, number, number, number, number, number));
    }
    FeatureRow feature =
        new FeatureRow(
            "aFeatureWithANameThatIsLongRmsG",
            number,
            new Comparison.Compared(new Reference(number, 1), number, OptionalDouble.of(number)));
    Findings findings =
        new Findings(
            "x".repeat(60),
            Collections.nCopies(Findings.MAX_FEATURES, feature),
            Optional.of(new Severity(1.23456, new SeverityLimits(1.4, 2.8, 4.5))),
            Optional.of(
                new Diagnosis(
                    Verdict.ABNORMAL_CLASS_UNSURE,
                    0.123456,
                    "y".repeat(300),
                    number,
                    new ToneTable(rows))),
            Optional.empty(),
            Optional.of(
                new Trend(
                    "velocityRmsMmPerS",
                    Collections.nCopies(Trend.MAX_POINTS, new Trend.Point(AT, number)),
                    new Outlook.NotDiagnosable("z".repeat(300)))));
    HealthReport report =
        new HealthReport(
            ReportType.FULL,
            1L << 52,
            AT,
            machine,
            machine.points().get(0),
            new Origin("3f1d".repeat(16), true),
            number,
            new Acquisition(25_600, 25_600, 16, 24, ClockQuality.CORRECTED),
            new Quality(flags),
            Level.DANGER,
            "r".repeat(300),
            Optional.of(findings),
            Optional.of(
                new PluginOpinion(
                    "p".repeat(100),
                    "a05c".repeat(16),
                    true,
                    Level.DANGER,
                    "r".repeat(300),
                    Optional.of(JsonObject.builder().put("x", "y".repeat(4_080)).build()))),
            Collections.nCopies(
                HealthReport.MAX_ALARMS,
                new Advice("f".repeat(100), "a".repeat(160), Urgency.NEXT_STOP)),
            Collections.nCopies(
                HealthReport.MAX_ALARMS,
                new AlarmLine(
                    "bearing",
                    Criterion.BEARING_ROLLING_ELEMENT,
                    Level.UNKNOWN,
                    Alarm.State.UNACKNOWLEDGED,
                    1L << 52,
                    Optional.of("u".repeat(300)),
                    Optional.of(1L << 52))),
            Optional.of(new Curve(curve)),
            Optional.of(new Curve(curve)));
    int bytes = report.toJson().toBytes().length;
    assertTrue(bytes <= HealthReport.MAX_BYTES, bytes + " bytes");
    assertTrue(bytes > HealthReport.MAX_BYTES / 2, bytes + " bytes: it is not the fullest one");
  }

  @Test
  void listsBeyondTheirBoundsAreRefused() {
    List<Curve.Point> points = Collections.nCopies(Curve.MAX_POINTS + 1, new Curve.Point(1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Curve(points));
    assertThrows(
        IllegalArgumentException.class, () -> new Acquisition(0, 0, 1, 16, ClockQuality.SET));
  }
}
