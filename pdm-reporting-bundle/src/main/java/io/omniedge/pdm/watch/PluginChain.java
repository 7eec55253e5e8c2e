package io.omniedge.pdm.watch;

import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.plugin.PluginInventory;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.report.PluginOpinion;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a plugin of the type {@code pdm-reporting} about a block: it is configured for the point,
 * gets the samples in g, and makes its report, whose {@code level} and {@code reason} count if they
 * are there, else its score. {@link #opinion} belongs to one thread, which waits for the plugin;
 * the other methods are for any.
 */
public final class PluginChain {
  private static final int MOST_REPORT_BYTES = 1 << 20;
  private static final int MOST_TEXT = 200;
  private static final double SENSITIVITY = 0.5;

  /** Scores are 1 for healthy; what is told below is not said by the plugin but by its number. */
  private static final double ALERT_BELOW = 0.5;

  private static final double DANGER_BELOW = 0.2;

  private volatile @Nullable HealthReporter reporter;
  private volatile @Nullable PluginInventory inventory;

  // Of the asking thread alone.
  private String configuredFor = "";

  /** From now on this one is asked; null while there is none. */
  public void by(@Nullable HealthReporter who) {
    reporter = who;
  }

  /** From now on this one knows who answers; null while there is none. */
  public void listedBy(@Nullable PluginInventory list) {
    inventory = list;
  }

  /**
   * What it says; never throws.
   *
   * @param point asset and name
   * @param reportSeconds how often it will be asked
   */
  PluginOpinion opinion(
      String point,
      boolean isInPlace,
      double[] samplesG,
      double rateHz,
      long atMillis,
      int reportSeconds) {
    Optional<PluginSnapshot> plugin = plugin();
    String id = plugin.map(PluginSnapshot::id).orElse("");
    String sha256 = plugin.map(PluginSnapshot::sha256).orElse("");
    HealthReporter who = reporter;
    String failure = "no plugin is there";
    if (who != null) {
      try {
        return opinion(
            id, sha256, isInPlace, ask(who, point, samplesG, rateHz, atMillis, reportSeconds));
      } catch (ProtocolException | RuntimeException e) {
        // A plugin behind it, whose faults are not ours; it is told in the report.
        configuredFor = "";
        failure = shortened("the plugin failed: " + e.getMessage());
      }
    }
    return new PluginOpinion(id, sha256, isInPlace, Level.UNKNOWN, failure, Optional.empty());
  }

  private Optional<PluginSnapshot> plugin() {
    PluginInventory list = inventory;
    return list == null
        ? Optional.empty()
        : list.plugins().stream()
            .filter(each -> each.type().equals("pdm-reporting") && each.state().equals("active"))
            .findFirst();
  }

  private JsonObject ask(
      HealthReporter who,
      String point,
      double[] samplesG,
      double rateHz,
      long atMillis,
      int reportSeconds)
      throws ProtocolException {
    long generation = who.generation();
    String wanted =
        generation + " " + System.identityHashCode(who) + " " + reportSeconds + " " + point;
    if (!wanted.equals(configuredFor)) {
      who.configure(List.of(point), rateHz, reportSeconds, SENSITIVITY);
      configuredFor = wanted;
    }
    long firstNanos = TimeUnit.MILLISECONDS.toNanos(atMillis);
    who.samples(List.of(new SampleBlock(point, firstNanos, rateHz, samplesG)));
    Optional<byte[]> report = who.report();
    if (report.isEmpty()) {
      throw new ProtocolException("report", "", "it makes none");
    }
    return JsonReader.readObject(report.get(), MOST_REPORT_BYTES);
  }

  private static PluginOpinion opinion(
      String id, String sha256, boolean isInPlace, JsonObject report) throws ProtocolException {
    Fields fields = Fields.of(report);
    double score = score(fields);
    boolean isNoted = hasAny(report, "predicted-failures") || isAnomaly(report);
    Level level =
        report.find("level").isPresent()
            ? fields.parsed("level", 10, Level::valueOf)
            : level(score, isNoted);
    String reason =
        fields
            .optionalText("reason", MOST_TEXT)
            .orElseGet(() -> String.format(Locale.ROOT, "the plugin's score is %.2f", score));
    if (level == Level.UNKNOWN) {
      throw new ProtocolException("report.level", level.name(), reason);
    }
    boolean fits = report.toBytes().length <= PluginOpinion.MAX_BYTES;
    return new PluginOpinion(
        id, sha256, isInPlace, level, reason, fits ? Optional.of(report) : Optional.empty());
  }

  private static double score(Fields report) throws ProtocolException {
    String name = "overall-health-score";
    if (report.object().find(name).orElse(null) instanceof JsonNumber number) {
      double score = number.value().doubleValue();
      if (score >= 0 && score <= 1) {
        return score;
      }
    }
    throw report.wrong(name, "", "it must be a number from 0 to 1");
  }

  private static Level level(double score, boolean isNoted) {
    if (score < ALERT_BELOW) {
      return score < DANGER_BELOW ? Level.DANGER : Level.ALERT;
    }
    return isNoted ? Level.ADVISE : Level.OK;
  }

  private static boolean hasAny(JsonObject report, String name) {
    return report.find(name).orElse(null) instanceof JsonArray array && !array.elements().isEmpty();
  }

  private static boolean isAnomaly(JsonObject report) throws ProtocolException {
    boolean isAny = false;
    for (boolean each :
        Fields.of(report)
            .list("actuators", 256, actuator -> actuator.flag("anomaly-detected", false))) {
      isAny |= each;
    }
    return isAny;
  }

  private static String shortened(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
  }
}
