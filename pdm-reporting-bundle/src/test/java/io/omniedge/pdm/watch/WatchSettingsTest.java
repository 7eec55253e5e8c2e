package io.omniedge.pdm.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.form.FormProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchSettingsTest {
  static final String TWO = WatchTest.DEFINITION + "---\n" + other("fan-2", "FE");

  @TempDir private Path folder = Path.of("nowhere");

  private static String other(String asset, String source) {
    return WatchTest.DEFINITION.replace("pump-7", asset).replace("source: DE", "source: " + source);
  }

  private List<String> problems(Map<String, Object> values) {
    FormProperties form = new FormProperties(values);
    WatchSettings unused = WatchSettings.read(form, folder);
    return form.problems();
  }

  @Test
  void readsAMachineOfEachDocument() {
    FormProperties form = new FormProperties(Map.of("enabled", true, "machines", "---\n" + TWO));
    WatchSettings settings = WatchSettings.read(form, folder);
    assertEquals(List.of(), form.problems());
    assertEquals(
        List.of("pump-7", "fan-2"),
        settings.machines().stream().map(each -> each.definition().asset()).toList());
    assertEquals(64, settings.machines().get(0).sha256().length());
    assertEquals(
        150 * 60 / 1_480.0, settings.blockSeconds(settings.machines().get(0).definition()));
  }

  @Test
  void disabledItWatchesNothingAndIsCheckedAllTheSame() {
    assertEquals(
        List.of(),
        WatchSettings.read(new FormProperties(Map.of("machines", TWO)), folder).machines());
    assertEquals(1, problems(Map.of("machines", "asset: [")).size());
  }

  @Test
  void anErrorNamesMachineLinePlaceValueAndReason() {
    String text = TWO.replace("asset: fan-2", "asset: fan-2\nnoise: 3");
    int line = text.substring(0, text.indexOf("noise")).split("\n").length + 1;
    List<String> problems = problems(Map.of("machines", text));
    assertEquals(1, problems.size());
    assertTrue(
        problems.get(0).startsWith("machine 2: line " + line + ", noise: no such setting"),
        problems.get(0));
  }

  @Test
  void twoOfOneNameAreRefused() {
    assertEquals(
        List.of("machine 2 \"pump-7\": there is another one"),
        problems(Map.of("machines", WatchTest.DEFINITION + "---\n" + WatchTest.DEFINITION)));
  }

  @Test
  void aReplayIsAFileInTheFolderOfAMachine() throws IOException {
    Path written = Files.writeString(folder.resolve("x.csv"), "FE\n1\n2\n");
    assertTrue(Files.exists(written));
    Map<String, Object> form = Map.of("enabled", true, "machines", TWO, "replayRateHz", 100);
    assertEquals(List.of(), problems(with(form, "x.csv")));
    assertTrue(problems(with(form, "../x.csv")).get(0).contains("it must be in the folder"));
    assertTrue(problems(with(form, "/etc/passwd")).get(0).contains("it must be in the folder"));
    assertTrue(problems(with(form, "y.csv")).get(0).contains("it cannot be read"));
    assertTrue(
        problems(with(Map.of("enabled", true, "machines", WatchTest.DEFINITION), "x.csv"))
            .toString()
            .contains("replay \"x.csv\""));
    assertEquals(
        List.of("replay \"x.csv\": no machine has one of its channels [FE] as source"),
        problems(
            with(
                Map.of("enabled", true, "machines", WatchTest.DEFINITION, "replayRateHz", 100),
                "x.csv")));
  }

  private static Map<String, Object> with(Map<String, Object> form, String replay) {
    Map<String, Object> all = new java.util.HashMap<>(form);
    all.put("replay", replay);
    return all;
  }

  /** Whatever somebody pastes is machines or problems, never an exception. */
  @Property(tries = 500)
  void anyTextIsReadOrRefused(@ForAll String text, @ForAll int at) {
    int place = Math.floorMod(at, TWO.length());
    String pasted = TWO.substring(0, place) + text + TWO.substring(place);
    FormProperties form = new FormProperties(Map.of("enabled", true, "machines", pasted));
    WatchSettings settings = WatchSettings.read(form, Path.of("nowhere"));
    assertTrue(settings.machines().size() == 2 || !form.problems().isEmpty() || !text.isEmpty());
  }
}
