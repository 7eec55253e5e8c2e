package io.omniedge.pdm.alarm;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The level of the process after on-delay and off-delay. Each level is a switch of its own: a value
 * at DANGER is at ALERT as well, so what swings between both is at least ALERT all the time. One
 * thread.
 */
final class Condition {
  private static final Level[] LEVELS = {Level.ADVISE, Level.ALERT, Level.DANGER};

  private final long onDelayMillis;
  private final long offDelayMillis;
  private final boolean[] isOn = new boolean[LEVELS.length];

  /** Since when what is measured differs from the switch; the clock's start where it does not. */
  private final long[] differsSinceMillis = new long[LEVELS.length];

  private final boolean[] differs = new boolean[LEVELS.length];

  Condition(long onDelayMillis, long offDelayMillis) {
    this.onDelayMillis = onDelayMillis;
    this.offDelayMillis = offDelayMillis;
  }

  void update(Level measured, long clockMillis) {
    for (int i = 0; i < LEVELS.length; i++) {
      boolean reaches = measured.compareTo(LEVELS[i]) >= 0;
      if (reaches == isOn[i]) {
        differs[i] = false;
        continue;
      }
      if (!differs[i]) {
        differs[i] = true;
        differsSinceMillis[i] = clockMillis;
      }
      long delay = reaches ? onDelayMillis : offDelayMillis;
      if (clockMillis - differsSinceMillis[i] >= delay) {
        isOn[i] = reaches;
        differs[i] = false;
      }
    }
  }

  /** What was not measured counts for no delay. */
  void interrupt() {
    Arrays.fill(differs, false);
  }

  Level level() {
    Level level = Level.OK;
    for (int i = 0; i < LEVELS.length; i++) {
      level = isOn[i] ? LEVELS[i] : level;
    }
    return level;
  }

  JsonObject state() {
    List<JsonValue> since = new ArrayList<>();
    for (int i = 0; i < LEVELS.length; i++) {
      since.add(JsonNumber.of(differs[i] ? differsSinceMillis[i] : -1));
    }
    return JsonObject.builder()
        .put("level", level().name())
        .put("differsSinceMillis", new JsonArray(since))
        .build();
  }

  void restore(Fields fields, long clockMillis) throws ProtocolException {
    Level level = fields.parsed("level", 10, Level::valueOf);
    if (level == Level.UNKNOWN) {
      throw fields.wrong("level", level.name(), "a condition is never unknown");
    }
    double[] since = SavedState.numbers(fields, "differsSinceMillis", 3, 3);
    for (int i = 0; i < LEVELS.length; i++) {
      if (!(since[i] >= -1 && since[i] <= clockMillis) || since[i] != Math.rint(since[i])) {
        throw fields.wrong(
            "differsSinceMillis", Double.toString(since[i]), "it must be -1 to " + clockMillis);
      }
      isOn[i] = level.compareTo(LEVELS[i]) >= 0;
      differs[i] = since[i] >= 0;
      differsSinceMillis[i] = (long) since[i];
    }
  }
}
