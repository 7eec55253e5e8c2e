package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches several features together: what each alone would let pass can be out of the ordinary as a
 * whole. Learns from its first vectors, then never more. One thread.
 */
public final class VectorDetector {
  private static final String KIND = "vector-detector";
  private static final int VERSION = 1;

  private final Settings settings;
  private final List<double[]> first = new ArrayList<>();
  private @Nullable PrincipalModel model;

  /**
   * How it looks.
   *
   * @param features of a vector, 2 to 64
   * @param learningPoints at least five for each feature, at most 2,000
   * @param share of the variance that the components explain; 0.9 is usual
   * @param confidence that a healthy vector is within each of both limits
   */
  public record Settings(int features, int learningPoints, double share, double confidence) {
    /** Checks. */
    public Settings {
      Require.within("features", features, 2, 64);
      Require.within("learningPoints", learningPoints, 5.0 * features, 2_000);
      Require.within("share", share, 0.1, 1);
      Require.within("confidence", confidence, 0.5, 0.999999);
    }
  }

  /** One that saw nothing. */
  public VectorDetector(Settings settings) {
    this.settings = settings;
  }

  /**
   * Takes the next vector; one with a value that is no number changes nothing.
   *
   * @throws IllegalArgumentException if it has another number of features
   */
  public VectorOutcome update(double... vector) {
    if (vector.length != settings.features) {
      throw new IllegalArgumentException(
          vector.length + " features: it must be " + settings.features);
    }
    for (double value : vector) {
      if (!PointOutcome.isUsable(value)) {
        return VectorOutcome.none(PointOutcome.UNUSABLE);
      }
    }
    if (model != null) {
      return model.outcome(vector);
    }
    first.add(vector.clone());
    if (first.size() == settings.learningPoints) {
      model =
          PrincipalModel.of(first.toArray(double[][]::new), settings.share, settings.confidence);
      first.clear();
    }
    return VectorOutcome.none(PointOutcome.LEARNING);
  }

  /** What {@link #restored} takes. */
  public JsonObject state() {
    JsonObject.Builder state = SavedState.start(KIND, VERSION);
    if (model != null) {
      return state.put("model", model.state()).build();
    }
    double[] all = new double[first.size() * settings.features];
    for (int i = 0; i < first.size(); i++) {
      System.arraycopy(first.get(i), 0, all, i * settings.features, settings.features);
    }
    return state.put("first", SavedState.numbers(all)).build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static VectorDetector restored(Settings settings, JsonObject state)
      throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    VectorDetector detector = new VectorDetector(settings);
    int features = settings.features;
    if (state.find("model").isPresent()) {
      detector.model =
          PrincipalModel.restored(fields.object("model").object(), features, settings.confidence);
      return detector;
    }
    double[] all = SavedState.numbers(fields, "first", 0, (settings.learningPoints - 1) * features);
    if (all.length % features != 0) {
      throw fields.wrong("first", all.length + " elements", "they are no rows of " + features);
    }
    for (int i = 0; i < all.length; i += features) {
      double[] row = new double[features];
      System.arraycopy(all, i, row, 0, features);
      if (detector.update(row).point().verdict() == PointOutcome.Verdict.UNUSABLE) {
        throw fields.wrong("first", "row " + i / features, "no measurement is so large");
      }
    }
    return detector;
  }
}
