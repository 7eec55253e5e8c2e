package io.omniedge.pdm.monitor;

import io.omniedge.gateway.api.form.FormProperties;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is watched.
 *
 * @param actuators in the order of their channels; empty for nothing
 * @param rateHz samples a second that the reporter gets
 * @param reportSeconds between reports
 * @param sensitivity to anomalies, 0 to 1
 */
public record MonitorSettings(
    List<Actuator> actuators, int rateHz, int reportSeconds, double sensitivity) {
  private static final int MOST_ACTUATORS = 256;

  /**
   * A machine, or a part of one.
   *
   * @param id for the report
   * @param source whose samples are its
   */
  public record Actuator(String id, String source) {}

  /** Copies. */
  public MonitorSettings {
    actuators = List.copyOf(actuators);
  }

  /** Reads and checks them; what is wrong stands in the form's problems. */
  public static MonitorSettings read(FormProperties form) {
    List<Actuator> actuators = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    String[] lines = form.text("actuators").split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      // A source may have blanks in its name.
      String[] words = line.split("\\s+", 2);
      String place = "actuators line " + (i + 1);
      if (words.length < 2) {
        form.wrong(place, line, "it is not ACTUATOR SOURCE");
      } else if (!ids.add(words[0])) {
        form.wrong(place, line, "another one has this name");
      } else {
        actuators.add(new Actuator(words[0], words[1]));
      }
    }
    if (actuators.size() > MOST_ACTUATORS) {
      form.wrong("actuators: " + actuators.size() + " are more than " + MOST_ACTUATORS);
    }
    int rate = form.number("rateHz", 1_000, 1, 51_200);
    int report = form.number("reportSeconds", 300, 1, 86_400);
    int percent = form.number("sensitivityPercent", 50, 0, 100);
    return new MonitorSettings(
        form.flag("enabled", false) ? actuators : List.of(), rate, report, percent / 100.0);
  }
}
