package io.omniedge.pdm.machine;

import io.omniedge.gateway.yaml.Section;
import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a {@link MachineDefinition}; the schema document says the same in another language. */
final class DefinitionReader {
  private static final int MAX_NAME = 100;
  private static final int MAX_SOURCE = 200;

  /** The slowest shafts of wind turbines, the fastest of turbochargers. */
  private static final double MIN_RPM = 1;

  private static final double MAX_RPM = 300_000;

  private static final int DAY_SECONDS = 86_400;

  private DefinitionReader() {}

  static MachineDefinition read(YamlDocument document) throws ProtocolException {
    Section root = Section.of(document);
    String asset = root.text("asset", MAX_NAME);
    MachineKind kind =
        root.has("kind") ? root.choice("kind", MachineKind.class) : MachineKind.ROTATING;
    MachineGroup group = root.optionalChoice("group", MachineGroup.class);
    Support support = root.optionalChoice("support", Support.class);
    double nominalRpm = root.number("nominalRpm", MIN_RPM, MAX_RPM);
    String speedSource = root.optionalText("speedSource", MAX_SOURCE);
    double lineHz = root.number("lineFrequencyHz", 16, 400, 50);
    SeverityLimits limits = root.has("limits") ? limits(root.section("limits")) : null;
    Schedule schedule =
        root.has("schedule") ? schedule(root.section("schedule")) : Schedule.DEFAULT;
    PluginMode plugin =
        root.has("plugin") ? root.choice("plugin", PluginMode.class) : PluginMode.NONE;
    List<MeasuringPoint> points = new ArrayList<>();
    for (Section point : root.sections("points", MachineDefinition.MAX_POINTS)) {
      points.add(point(point));
    }
    root.end();
    try {
      return new MachineDefinition(
          asset,
          kind,
          group,
          support,
          nominalRpm,
          speedSource,
          lineHz,
          limits,
          schedule,
          plugin,
          points);
    } catch (IllegalArgumentException e) {
      throw root.wrong("points", String.valueOf(e.getMessage()));
    }
  }

  private static SeverityLimits limits(Section section) throws ProtocolException {
    double ab = section.number("abMmPerS", 0.01, 1_000);
    double bc = section.number("bcMmPerS", 0.01, 1_000);
    double cd = section.number("cdMmPerS", 0.01, 1_000);
    section.end();
    try {
      return new SeverityLimits(ab, bc, cd);
    } catch (IllegalArgumentException e) {
      throw section.wrong(e);
    }
  }

  private static Schedule schedule(Section section) throws ProtocolException {
    int normal = section.integer("normalSeconds", 1, DAY_SECONDS);
    int alarm = section.integer("alarmSeconds", 1, DAY_SECONDS);
    section.end();
    try {
      return new Schedule(normal, alarm);
    } catch (IllegalArgumentException e) {
      throw section.wrong(e);
    }
  }

  private static MeasuringPoint point(Section section) throws ProtocolException {
    String name = section.text("name", MAX_NAME);
    String source = section.text("source", MAX_SOURCE);
    Axis axis = section.choice("axis", Axis.class);
    Mounting mounting = section.choice("mounting", Mounting.class);
    double gPerUnit = section.number("gPerUnit", 1e-9, 1e6, 1);
    String bearingName = null;
    BearingTones tones = null;
    if (section.has("bearing")) {
      if (section.isText("bearing")) {
        bearingName = section.text("bearing", MAX_NAME);
        tones = ofLibrary(section, bearingName);
      } else {
        Section bearing = section.section("bearing");
        bearingName = bearing.optionalText("name", MAX_NAME);
        tones = bearing.has("bpfo") ? factors(bearing) : geometry(bearing);
      }
    }
    section.end();
    return new MeasuringPoint(name, source, axis, mounting, gPerUnit, bearingName, tones);
  }

  private static BearingTones ofLibrary(Section section, String name) throws ProtocolException {
    Optional<BearingLibrary.Entry> entry = BearingLibrary.find(name);
    if (entry.isEmpty()) {
      throw section.wrong(
          "bearing", "the library has no such bearing: write its dimensions or its factors");
    }
    return entry.get().tones();
  }

  private static BearingTones geometry(Section section) throws ProtocolException {
    int elements = section.integer("rollingElements", 3, 200);
    double element = section.number("elementDiameterMm", 0.1, 1_000);
    double pitch = section.number("pitchDiameterMm", 0.1, 10_000);
    double angle = section.number("contactAngleDegrees", 0, 45, 0);
    section.end();
    try {
      return new BearingGeometry(elements, element, pitch, angle).tones();
    } catch (IllegalArgumentException e) {
      throw section.wrong(e);
    }
  }

  private static BearingTones factors(Section section) throws ProtocolException {
    int elements = section.integer("rollingElements", 3, 200);
    double bpfo = section.number("bpfo", 0, 100);
    double bpfi = section.number("bpfi", 0, 200);
    double bsf = section.number("bsf", 0, 200);
    double ftf = section.number("ftf", 0, 1);
    section.end();
    try {
      return new BearingTones(elements, bpfo, bpfi, bsf, ftf);
    } catch (IllegalArgumentException e) {
      throw section.wrong(e);
    }
  }
}
