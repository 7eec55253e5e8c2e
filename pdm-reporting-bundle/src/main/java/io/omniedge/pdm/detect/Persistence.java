package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;

/**
 * Whether k of the last n points were abnormal: one point is an event, several are a state. One
 * thread.
 */
public final class Persistence {
  private static final String KIND = "persistence";
  private static final int VERSION = 1;

  private final Settings settings;

  /** A bit for each of the last points, the newest lowest. */
  private int abnormal;

  /**
   * How many.
   *
   * @param needed of them are persistent
   * @param points looked at, at most 31
   */
  public record Settings(int needed, int points) {
    /** Checks. */
    public Settings {
      Require.within("points", points, 1, 31);
      Require.within("needed", needed, 1, points);
    }
  }

  /** One that saw nothing. */
  public Persistence(Settings settings) {
    this.settings = settings;
  }

  /** Takes the next point; whether it persists. */
  public boolean update(boolean isAbnormal) {
    int kept = (1 << settings.points) - 1; // 1 << 31 wraps to all but the sign, as wanted
    abnormal = (abnormal << 1 | (isAbnormal ? 1 : 0)) & kept;
    return isPersistent();
  }

  /** Whether it persists. */
  public boolean isPersistent() {
    return Integer.bitCount(abnormal) >= settings.needed;
  }

  /** What {@link #restored} takes. */
  public JsonObject state() {
    return SavedState.start(KIND, VERSION).put("abnormal", abnormal).build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static Persistence restored(Settings settings, JsonObject state) throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    Persistence persistence = new Persistence(settings);
    persistence.abnormal = (int) fields.integer("abnormal", 0, (1L << settings.points) - 1);
    return persistence;
  }
}
