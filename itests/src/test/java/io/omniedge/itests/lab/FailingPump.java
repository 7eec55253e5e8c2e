package io.omniedge.itests.lab;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A recording of a bearing that fails, and a watch that plays it again and again. */
public final class FailingPump {
  private static final Path RECORDING =
      Path.of(System.getProperty("omniedge.root"), "itests/src/demo/bearing.awk");

  private FailingPump() {}

  /** Puts the recording where the gateway looks for it. */
  public static void record(Host gateway) {
    Path folder = gateway.folder().resolve("pdm/recordings");
    gateway.run("mkdir", "-p", folder.toString());
    gateway.run(
        "sh",
        "-c",
        "awk -v seconds=20 -f \"$0\" >\"$1\"",
        RECORDING.toString(),
        folder + "/pump-7.csv");
  }

  /**
   * The bearing fails within twenty seconds, again and again, twenty times as fast.
   *
   * @param more of the definition in YAML, as {@code "plugin: extend, "}
   */
  public static void watch(Host gateway, boolean isOn, String more) {
    Map<String, String> form = new TreeMap<>();
    form.put("enabled", "" + isOn);
    // As YAML allows it on one line.
    form.put(
        "machines",
        "{asset: pump-7, group: iso-20816-3-group-2, support: rigid, nominalRpm: 1797, "
            + more
            + "schedule: {normalSeconds: 4, alarmSeconds: 4}, points: [{name: drive-end,"
            + " source: drive-end, axis: radial-horizontal, mounting: stud,"
            + " bearing: SKF 6205-2RS JEM}]}");
    form.put("blockSeconds", "4");
    form.put("replay", "pump-7.csv");
    form.put("replaySpeed", "20");
    GatewayRuntime.deploy(gateway, "io.omniedge.pdm.Watch", form);
  }
}
