package io.omniedge.pdm.machine;

import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a machine. Written in YAML; {@code machine-definition.schema.json} beside this
 * class says how.
 *
 * @param asset its name, for people and reports
 * @param group null if nobody said: then it gets no zone
 * @param support null if nobody said
 * @param nominalRpm of the shaft
 * @param speedSource the channel that measures the speed in rpm, or null: then it runs at the
 *     nominal one
 * @param lineHz of the electricity
 * @param ownLimits instead of the standard's, or null
 * @param plugin whether a plugin is asked, and what its answer is worth
 * @param points at least one, with different names
 */
public record MachineDefinition(
    String asset,
    MachineKind kind,
    @Nullable MachineGroup group,
    @Nullable Support support,
    double nominalRpm,
    @Nullable String speedSource,
    double lineHz,
    @Nullable SeverityLimits ownLimits,
    Schedule schedule,
    PluginMode plugin,
    List<MeasuringPoint> points) {
  /** Larger documents are refused unread. */
  public static final int MAX_BYTES = 64 * 1024;

  /** Points of one machine. */
  static final int MAX_POINTS = 64;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException with the reason
   */
  public MachineDefinition {
    points = List.copyOf(points);
    if (points.isEmpty() || points.size() > MAX_POINTS) {
      throw new IllegalArgumentException(points.size() + " points: there must be 1 to 64");
    }
    Set<String> names = new HashSet<>();
    for (MeasuringPoint point : points) {
      if (!names.add(point.name())) {
        throw new IllegalArgumentException("two points have the name " + point.name());
      }
    }
  }

  /**
   * Reads a document.
   *
   * @param utf8 YAML 1.2, without anchors, tags and second documents; JSON is YAML too
   * @throws ProtocolException with line and member, the value, and what is wrong with it
   */
  public static MachineDefinition read(byte[] utf8) throws ProtocolException {
    return DefinitionReader.read(YamlDocument.read(utf8, MAX_BYTES));
  }

  /** As the other, of a text. */
  public static MachineDefinition read(String yaml) throws ProtocolException {
    return read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  /** Its own limits, else those of its standard, if it has some. */
  public Optional<SeverityLimits> limits() {
    return ownLimits != null ? Optional.of(ownLimits) : SeverityLimits.of(kind, group, support);
  }
}
