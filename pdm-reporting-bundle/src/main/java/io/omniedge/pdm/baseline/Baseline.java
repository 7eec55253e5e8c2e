package io.omniedge.pdm.baseline;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is ordinary at one measuring point, for each operating state and feature. It learns by
 * itself, freezes, and never follows a machine that wears: {@link #relearn} is for people, after
 * maintenance. One thread.
 *
 * <p>Median and median absolute deviation, so a quarter of the blocks may be anything (start,
 * sensor knocked, crane passing) without much harm. A fault that is there from the start is learnt
 * as ordinary: for that there are the limits of the standards.
 */
public final class Baseline {
  private static final String KIND = "baseline";
  private static final int VERSION = 1;

  /** Nothing that is measured is larger. */
  static final double MOST = 1e100;

  private final Settings settings;
  private final SortedMap<String, SortedMap<String, FeatureBaseline>> states = new TreeMap<>();

  /**
   * How it learns.
   *
   * @param leastBlocks before it freezes, 5 to 100,000
   * @param leastSpanMillis from the first to the last of them
   * @param leastSpreadShare of the center that a spread is at least
   * @param mostStates that are kept, 1 to 256
   * @param mostFeatures that are kept in each, 1 to 256
   */
  public record Settings(
      int leastBlocks,
      long leastSpanMillis,
      double leastSpreadShare,
      int mostStates,
      int mostFeatures) {
    /**
     * 50 blocks give the spread to 17 % (its relative error is 1.17/√n). A week, because a state
     * that is entered a few times in two days may have seen mornings only, and machines know day,
     * night and weekend. 2 %: an accelerometer is not mounted again to less. 16 states: more are a
     * sign of bands that are too narrow, and none of them would be learnt.
     */
    public static final Settings DEFAULT = new Settings(50, 7 * 86_400_000L, 0.02, 16, 64);

    /** Checks. */
    public Settings {
      within("leastBlocks", leastBlocks, 5, 100_000);
      within("leastSpanMillis", (double) leastSpanMillis, 0, 366 * 86_400e3);
      within("leastSpreadShare", leastSpreadShare, 1e-9, 1);
      within("mostStates", mostStates, 1, 256);
      within("mostFeatures", mostFeatures, 1, 256);
    }

    private static void within(String name, double value, double least, double most) {
      if (!(value >= least && value <= most)) {
        throw new IllegalArgumentException(
            name + " " + value + ": it must be from " + least + " to " + most);
      }
    }
  }

  /** One that knows nothing. */
  public Baseline(Settings settings) {
    this.settings = settings;
  }

  /**
   * Takes a block of features; of each what it is beside its baseline, in the order of names.
   *
   * @param atMillis when it was measured
   */
  public SortedMap<String, Comparison> take(
      OperatingState state, Map<String, Double> features, long atMillis) {
    SortedMap<String, Comparison> compared = new TreeMap<>();
    SortedMap<String, FeatureBaseline> known = states.get(state.name());
    if (known == null && states.size() < settings.mostStates) {
      known = new TreeMap<>();
      states.put(state.name(), known);
    }
    for (Map.Entry<String, Double> feature : features.entrySet()) {
      compared.put(
          feature.getKey(),
          known == null
              ? new Comparison.NotKept(
                  "operating state "
                      + state.name()
                      + " is beyond the "
                      + settings.mostStates
                      + " that are kept")
              : take(known, feature.getKey(), feature.getValue(), atMillis));
    }
    return compared;
  }

  private Comparison take(
      SortedMap<String, FeatureBaseline> known, String name, double value, long atMillis) {
    if (!(Math.abs(value) <= MOST)) {
      return new Comparison.NotKept(name + " " + value + " is no measurement");
    }
    FeatureBaseline baseline = known.get(name);
    if (baseline == null) {
      if (known.size() == settings.mostFeatures) {
        return new Comparison.NotKept(
            name + " is beyond the " + settings.mostFeatures + " features that are kept");
      }
      baseline = new FeatureBaseline(settings);
      known.put(name, baseline);
    }
    return baseline.take(value, atMillis);
  }

  /** Forgets all states; what comes next is ordinary. */
  public void relearn() {
    states.clear();
  }

  /** Forgets one state. */
  public void relearn(OperatingState state) {
    states.remove(state.name());
  }

  /** What {@link #restored} takes. */
  public JsonObject state() {
    JsonObject.Builder all = JsonObject.builder();
    states.forEach(
        (name, features) -> {
          JsonObject.Builder each = JsonObject.builder();
          features.forEach((feature, baseline) -> each.put(feature, baseline.state()));
          all.put(name, each.build());
        });
    return SavedState.start(KIND, VERSION).put("states", all.build()).build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static Baseline restored(Settings settings, JsonObject state) throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    Baseline baseline = new Baseline(settings);
    Fields all = fields.object("states");
    if (all.object().members().size() > settings.mostStates) {
      throw fields.wrong(
          "states",
          all.object().members().size() + " states",
          "at most " + settings.mostStates + " are kept");
    }
    for (String name : all.object().members().keySet()) {
      baseline.states.put(
          name,
          new TreeMap<>(
              all.map(
                  name,
                  settings.mostFeatures,
                  feature -> FeatureBaseline.restored(settings, feature))));
    }
    return baseline;
  }
}
