package io.omniedge.pdm.watch;

import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.alarm.AlarmEvent;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.report.AlarmLine;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The alarms of a measuring point, one for each witness. One thread. */
final class PointAlarms {
  /** Who speaks. */
  enum Witness {
    ZONE,
    BEARING,
    CHANGE,
    SENSOR,
    PLUGIN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<Witness, Alarm> alarms = new EnumMap<>(Witness.class);
  private final Map<Witness, Criterion> criteria = new EnumMap<>(Witness.class);

  PointAlarms(Alarm.Settings settings) {
    for (Witness witness : Witness.values()) {
      alarms.put(witness, new Alarm(settings));
      criteria.put(witness, Criterion.HEALTHY);
    }
  }

  /** What a witness says; whether its alarm changed so that people want to know at once. */
  boolean take(Witness witness, Judgement judgement, long atMillis) {
    Alarm alarm = alarm(witness);
    if (judgement.level() == Level.UNKNOWN) {
      return isNews(alarm.suppress(judgement.reason(), atMillis));
    }
    if (judgement.level() != Level.OK) {
      criteria.put(witness, judgement.criterion());
    }
    return isNews(alarm.update(judgement.level(), atMillis));
  }

  /** The one of this name, as in the report. */
  Alarm named(String name) throws ProtocolException {
    for (Witness witness : Witness.values()) {
      if (witness.word().equals(name)) {
        return alarm(witness);
      }
    }
    throw new ProtocolException("alarm", name, "there is no such alarm");
  }

  /** A machine that starts and stops makes many of the rest. */
  private static boolean isNews(List<AlarmEvent> events) {
    return events.stream()
        .map(AlarmEvent::kind)
        .anyMatch(
            kind ->
                kind.annunciates()
                    || kind == AlarmEvent.Kind.EASED
                    || kind == AlarmEvent.Kind.RETURNED
                    || kind == AlarmEvent.Kind.CLOSED);
  }

  /** Whether an alarm is on. */
  boolean isAnyOn() {
    return alarms.values().stream()
        .map(Alarm::state)
        .anyMatch(
            state -> state == Alarm.State.UNACKNOWLEDGED || state == Alarm.State.ACKNOWLEDGED);
  }

  /**
   * Where they are.
   *
   * @param hasPlugin whether a plugin is a witness at all
   */
  List<AlarmLine> lines(boolean hasPlugin) {
    List<AlarmLine> lines = new ArrayList<>();
    alarms.forEach(
        (witness, alarm) -> {
          if (witness != Witness.PLUGIN || hasPlugin) {
            lines.add(
                new AlarmLine(
                    witness.word(),
                    criteria.getOrDefault(witness, Criterion.HEALTHY),
                    alarm.level(),
                    alarm.state(),
                    alarm.occurrence(),
                    alarm.unknownReason(),
                    alarm.shelvedUntilMillis()));
          }
        });
    return lines;
  }

  private Alarm alarm(Witness witness) {
    Alarm alarm = alarms.get(witness);
    if (alarm == null) {
      throw new IllegalStateException(witness.name());
    }
    return alarm;
  }

  JsonObject state() {
    JsonObject.Builder state = JsonObject.builder();
    alarms.forEach(
        (witness, alarm) ->
            state.put(
                witness.word(),
                JsonObject.builder()
                    .put("alarm", alarm.saved())
                    .put("criterion", criteria.getOrDefault(witness, Criterion.HEALTHY).name())
                    .build()));
    return state.build();
  }

  static PointAlarms restored(Alarm.Settings settings, Fields fields) throws ProtocolException {
    PointAlarms restored = new PointAlarms(settings);
    for (Witness witness : Witness.values()) {
      if (witness == Witness.PLUGIN && fields.object().find(witness.word()).isEmpty()) {
        // Saved by a release that had no plugins here.
        continue;
      }
      Fields each = fields.object(witness.word());
      restored.alarms.put(witness, Alarm.restored(settings, each.object("alarm").object()));
      restored.criteria.put(witness, each.parsed("criterion", 40, Criterion::valueOf));
    }
    return restored;
  }
}
