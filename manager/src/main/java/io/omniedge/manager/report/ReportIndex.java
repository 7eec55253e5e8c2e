package io.omniedge.manager.report;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.message.ReportMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What reports are found by: members of the document that are texts of a line. Whatever else stands
 * there, or no document at all, is nothing to find them by; a report is kept all the same.
 *
 * @param type as SUMMARY or ALARM
 * @param asset the machine
 * @param point where it is measured
 * @param level as OK or DANGER
 * @param zone A to D
 * @param alarms as they are
 */
record ReportIndex(
    String type, String asset, String point, String level, String zone, List<AlarmState> alarms) {
  /** The kind of document that speaks of a machine. */
  static final String KIND = "pdm-report";

  private static final ReportIndex NONE = new ReportIndex("", "", "", "", "", List.of());
  private static final int MOST_CHARS = 100;
  private static final int MOST_ALARMS = 20;

  /** Copies. */
  ReportIndex {
    alarms = List.copyOf(alarms);
  }

  /**
   * An alarm, as the gateway has it.
   *
   * @param name of the four there are
   * @param criterion that raised it
   * @param level it has
   * @param state one of {@link #STATES}
   * @param occurrence counts from 1
   */
  record AlarmState(String name, String criterion, String level, String state, long occurrence) {
    /** Those of ISA-18.2 that a gateway tells. */
    private static final List<String> STATES =
        List.of("UNACKNOWLEDGED", "ACKNOWLEDGED", "RETURNED", StoredAlarm.NORMAL);

    /** Nothing is wrong, or not any more. */
    boolean isOver() {
      return state.equals(StoredAlarm.NORMAL);
    }

    /** The machine stands, or its sensor is faulty: that is no news of the alarm. */
    boolean isUnknown() {
      return level.equals(Level.UNKNOWN);
    }
  }

  /** Of a report. */
  static ReportIndex of(ReportMessage report) {
    if (!report.kind().equals(KIND)) {
      return NONE;
    }
    JsonObject document;
    try {
      document = JsonReader.readObject(report.body(), ReportMessage.MOST_BODY_BYTES);
    } catch (ProtocolException e) {
      return NONE;
    }
    JsonObject identity = object(document, "identity");
    return new ReportIndex(
        text(document, "type"),
        text(identity, "asset"),
        text(identity, "point"),
        text(document, "level"),
        text(object(document, "severity"), "zone"),
        alarms(document));
  }

  /** Whether it says which machine it is about. */
  boolean hasMachine() {
    return !asset.isEmpty();
  }

  private static List<AlarmState> alarms(JsonObject document) {
    List<AlarmState> alarms = new ArrayList<>();
    if (document.find("alarms").orElse(document) instanceof JsonArray array) {
      for (JsonValue element : array.elements()) {
        if (element instanceof JsonObject alarm
            && alarms.size() < MOST_ALARMS
            && !text(alarm, "name").isEmpty()
            && AlarmState.STATES.contains(text(alarm, "state"))) {
          alarms.add(
              new AlarmState(
                  text(alarm, "name"),
                  text(alarm, "criterion"),
                  text(alarm, "level"),
                  text(alarm, "state"),
                  count(alarm)));
        }
      }
    }
    return alarms;
  }

  private static long count(JsonObject alarm) {
    return alarm.find("occurrence").orElse(alarm) instanceof JsonNumber number
            && number.isSafeInteger()
        ? number.value().longValue()
        : 0;
  }

  private static JsonObject object(JsonObject document, String name) {
    return document.find(name).orElse(document) instanceof JsonObject object && object != document
        ? object
        : JsonObject.EMPTY;
  }

  /** A line of text; control characters are none, and PostgreSQL refuses one of them. */
  private static String text(JsonObject document, String name) {
    Optional<JsonValue> value = document.find(name);
    return value.isPresent()
            && value.get() instanceof JsonString text
            && text.value().length() <= MOST_CHARS
            && text.value().chars().noneMatch(Character::isISOControl)
        ? text.value()
        : "";
  }
}
