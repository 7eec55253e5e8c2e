package io.omniedge.pdm.watch;

import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.baseline.Baseline;
import io.omniedge.pdm.detect.FeatureDetector;
import io.omniedge.pdm.prognosis.Prognosis;
import io.omniedge.pdm.report.Trend;
import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a watch knows of a point from blocks before, as it is saved. One thread. */
final class PointMemory {
  private static final String KIND = "watch-point";
  private static final int VERSION = 1;
  private static final long MOST = 1L << 52;

  /** So long ago that all is due. */
  static final long NEVER = -MOST;

  final Baseline.Settings baselineSettings;
  final PointAlarms alarms;
  Baseline baseline;

  /** By feature; spreads are comparable over operating states. */
  final Map<String, FeatureDetector> detectors = new TreeMap<>();

  /** By operating state: a change of speed is no wear. */
  final Map<String, Prognosis> prognoses = new TreeMap<>();

  /** Of velocity. */
  final Deque<Trend.Point> trend = new ArrayDeque<>();

  /** Whether the last block had a sign of something. */
  boolean isHurried;

  long sequence;
  long summaryAtMillis = NEVER;
  long fullAtMillis = NEVER;

  PointMemory(Baseline.Settings baselineSettings, Alarm.Settings alarmSettings) {
    this(baselineSettings, new Baseline(baselineSettings), new PointAlarms(alarmSettings));
  }

  private PointMemory(Baseline.Settings baselineSettings, Baseline baseline, PointAlarms alarms) {
    this.baselineSettings = baselineSettings;
    this.baseline = baseline;
    this.alarms = alarms;
  }

  /** After maintenance: what comes next is ordinary. */
  void relearn() {
    baseline.relearn();
    detectors.clear();
    prognoses.clear();
  }

  JsonObject state() {
    JsonObject.Builder detecting = JsonObject.builder();
    detectors.forEach((name, detector) -> detecting.put(name, detector.state()));
    JsonObject.Builder looking = JsonObject.builder();
    prognoses.forEach((name, prognosis) -> looking.put(name, prognosis.state()));
    List<JsonValue> points = new ArrayList<>();
    trend.forEach(each -> points.add(SavedState.numbers((double) each.atMillis(), each.value())));
    return SavedState.start(KIND, VERSION)
        .put("baseline", baseline.state())
        .put("alarms", alarms.state())
        .put("detectors", detecting.build())
        .put("prognoses", looking.build())
        .put("trend", new JsonArray(points))
        .put("hurried", isHurried)
        .put("sequence", sequence)
        .put("summaryAtMillis", summaryAtMillis)
        .put("fullAtMillis", fullAtMillis)
        .build();
  }

  static PointMemory restored(
      Baseline.Settings baselineSettings, Alarm.Settings alarmSettings, JsonObject state)
      throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    PointMemory memory =
        new PointMemory(
            baselineSettings,
            Baseline.restored(baselineSettings, fields.object("baseline").object()),
            PointAlarms.restored(alarmSettings, fields.object("alarms")));
    memory.detectors.putAll(
        fields.map(
            "detectors",
            baselineSettings.mostFeatures(),
            each -> FeatureDetector.restored(FeatureDetector.Settings.DEFAULT, each.object())));
    memory.prognoses.putAll(
        fields.map(
            "prognoses",
            baselineSettings.mostStates(),
            each -> Prognosis.restored(Prognosis.Settings.DEFAULT, each.object())));
    memory.restoreTrend(fields);
    memory.isHurried = fields.flag("hurried");
    memory.sequence = fields.integer("sequence", 0, MOST);
    memory.summaryAtMillis = fields.integer("summaryAtMillis", -MOST, MOST);
    memory.fullAtMillis = fields.integer("fullAtMillis", -MOST, MOST);
    return memory;
  }

  private void restoreTrend(Fields fields) throws ProtocolException {
    if (!(fields.object().find("trend").orElse(null) instanceof JsonArray points)
        || points.elements().size() > Trend.MAX_POINTS) {
      throw fields.wrong("trend", "", "it must be an array of at most " + Trend.MAX_POINTS);
    }
    for (JsonValue each : points.elements()) {
      JsonObject point = JsonObject.builder().put("point", each).build();
      double[] pair = SavedState.numbers(Fields.of(point), "point", 2, 2);
      trend.add(new Trend.Point((long) pair[0], pair[1]));
    }
  }
}
