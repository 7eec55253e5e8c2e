package io.omniedge.plugin.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.module.Preflight;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReferencePluginsTest {
  private static final Path DOCUMENT = Path.of("../docs/plugins.md");
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "(?s)```json ([a-z-]+) (configuration|([a-z_]+) (question|samples|answer))\n(.*?)```");

  private static List<MatchResult> examples(PluginType type) throws Exception {
    return EXAMPLE
        .matcher(ReferencePlugins.text(DOCUMENT))
        .results()
        .filter(example -> example.group(1).equals(type.text()))
        .toList();
  }

  private static String recording(PluginType type) throws Exception {
    StringBuilder lines = new StringBuilder();
    String asked = "";
    for (MatchResult example : examples(type)) {
      String json = JsonReader.read(example.group(5)).toJson();
      if (example.group(2).equals("configuration")) {
        lines.append("{\"given\":{\"configuration\":").append(json).append("}}\n");
      } else if (example.group(4).equals("answer")) {
        lines.append("{\"call\":\"").append(example.group(3)).append("\",").append(asked);
        lines.append(",\"answer\":").append(json).append("}\n");
        asked = "";
      } else {
        assertEquals("", asked, "two questions and one answer in " + type);
        asked = "\"" + example.group(4) + "\":" + json;
      }
    }
    assertEquals("", asked, "a question without an answer in " + type);
    return lines.toString();
  }

  private static void replay(PluginPackage plugin, Recording recording) throws Exception {
    try (Trial trial = Trial.start(plugin, recording)) {
      for (RecordedCall call : recording.calls()) {
        Trial.Outcome outcome = trial.replay(call);
        assertEquals(
            Optional.empty(),
            outcome.problem(),
            () -> "line " + call.line() + ", " + call.call() + ": " + outcome);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDocumentHasAnExampleOfEachCall(PluginType type) throws Exception {
    TreeSet<String> shown = new TreeSet<>();
    for (MatchResult example : examples(type)) {
      JsonObject json =
          JsonReader.readObject(example.group(5).getBytes(StandardCharsets.UTF_8), 1 << 20);
      assertFalse(json.members().isEmpty());
      if (example.group(3) != null) {
        shown.add(example.group(3));
      }
    }
    TreeSet<String> calls = new TreeSet<>(type.required());
    calls.addAll(type.optional());
    assertEquals(calls, shown);
  }

  @ParameterizedTest
  @EnumSource
  void theDocumentHasTheLimitsOfTheType(PluginType type) throws Exception {
    int wall = type.wallMillis();
    String time = wall < 1_000 ? wall + " ms" : wall / 1_000 + " s";
    String instructions =
        type.fuel() < 1_000_000
            ? String.format(Locale.ROOT, "%,d", type.fuel())
            : String.format(Locale.ROOT, "%,d million", type.fuel() / 1_000_000);
    String row =
        String.format(
            "| `%s` | %s | %s | %d MiB |", type.text(), time, instructions, type.pages() / 16);
    assertTrue(ReferencePlugins.text(DOCUMENT).contains(row), row);
  }

  @ParameterizedTest
  @EnumSource
  void answersAsTheDocumentSays(PluginType type) throws Exception {
    PluginPackage plugin = ReferencePlugins.of(type);
    replay(plugin, Recording.read(recording(type), plugin.manifest()));
  }

  @ParameterizedTest
  @EnumSource
  void answersItsOwnRecording(PluginType type) throws Exception {
    PluginPackage plugin = ReferencePlugins.of(type);
    replay(plugin, ReferencePlugins.recording(plugin));
  }

  /** Nothing of what a call leaves behind adds up: an hour of calls takes the memory of one. */
  @ParameterizedTest
  @EnumSource
  void answersTenThousandCallsInTheSameMemory(PluginType type) throws Exception {
    PluginPackage plugin = ReferencePlugins.of(type);
    Recording recording = ReferencePlugins.recording(plugin);
    List<RecordedCall> plain =
        recording.calls().stream()
            .filter(call -> call.error().isEmpty() && !call.call().equals(RecordedCall.RELOAD))
            .toList();
    try (Trial trial = Trial.start(plugin, recording)) {
      for (int i = 0; i < 10_000; i++) {
        // Not all of them: authentication takes milliseconds of computing.
        RecordedCall call = plain.get(type == PluginType.AUTHENTICATION ? 0 : i % plain.size());
        Trial.Outcome outcome = trial.replay(call);
        assertEquals("", outcome.error(), () -> call.call() + ": " + outcome);
      }
    }
  }

  /** Only what the sandbox takes: a plugin of a stock toolchain runs as it comes. */
  @ParameterizedTest
  @EnumSource
  void importsNothingButTheModuleOfTheAbi(PluginType type) throws Exception {
    PluginPackage plugin = ReferencePlugins.of(type);
    assertTrue(
        Preflight.check(plugin.bytes()).imports().stream()
            .allMatch(wanted -> wanted.module().equals("omni")));
    assertEquals(type, plugin.manifest().type());
  }

  private static String given(String configuration, String call, String question) {
    return "{\"given\":{\"configuration\":{"
        + configuration
        + "}}}\n{\"call\":\""
        + call
        + "\",\"question\":"
        + question
        + "}";
  }

  private static Trial.Outcome only(PluginType type, String lines) throws Exception {
    PluginPackage plugin = ReferencePlugins.of(type);
    Recording recording = Recording.read(lines, plugin.manifest());
    try (Trial trial = Trial.start(plugin, recording)) {
      return trial.replay(recording.calls().get(0));
    }
  }

  @Test
  void healthDataLeaveOnlyToWhereTheyAreEncrypted() throws Exception {
    String packet =
        "{\"v\":1,\"packet\":{\"data-type\":\"report\",\"data\":{\"patient\":7},"
            + "\"metadata\":{\"destination\":\"cloud\"}}}";
    String hipaa = "\"mode\":\"hipaa\"";
    Trial.Outcome open = only(PluginType.COMPLIANCE, given(hipaa, "check_compliance", packet));
    assertTrue(open.answer().contains("\"regulation\":\"HIPAA\""), open.answer());
    String encrypted = hipaa + ",\"encrypted-at-rest\":true";
    Trial.Outcome masked =
        only(PluginType.COMPLIANCE, given(encrypted, "check_compliance", packet));
    assertTrue(masked.answer().contains("mask:patient"), masked.answer());
    Trial.Outcome standard =
        only(PluginType.COMPLIANCE, given("\"mode\":\"standard\"", "check_compliance", packet));
    assertTrue(standard.answer().contains("compliant"), standard.answer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "QOS | control-ports | 502-x",
        "QOS | bulk-ports | 70000",
        "NETWORK_POLICY | modbus-sources | 192.168.20.0/33",
        "NETWORK_POLICY | modbus-sources | plc1",
        "NETWORK_POLICY | modbus-from | 6 o'clock",
        "AUTHENTICATION | users | anna:engineer:00:5000:ff",
        "COMPLIANCE | mode | none",
        "DATA_TRIAGE | danger | 1",
        "PDM_REPORTING | rms-bad | 1",
      })
  void aFormThatMakesNoSenseKeepsThePluginFromStarting(
      PluginType type, String property, String value) throws Exception {
    PluginPackage plugin = ReferencePlugins.of(type);
    Recording recording =
        Recording.read(
            given("\"" + property + "\":\"" + value + "\"", "health", "{}"), plugin.manifest());
    TrialFailure failure =
        assertThrows(TrialFailure.class, () -> Trial.start(plugin, recording).close());
    assertFalse(failure.lines().isEmpty(), "it does not say why");
  }

  @Test
  void aListThatIsTooLongIsNoEmptyList() throws Exception {
    PluginPackage plugin = ReferencePlugins.of(PluginType.QOS);
    String ports = "1000,".repeat(500);
    Recording recording =
        Recording.read(
            given("\"drop-ports\":\"" + ports + "\"", "classify_packet", "{}"), plugin.manifest());
    assertThrows(TrialFailure.class, () -> Trial.start(plugin, recording).close());
  }

  @Test
  void eventsMetricsAndTheCounterAreSeen() throws Exception {
    PluginPackage plugin = ReferencePlugins.of(PluginType.EVENT_HOOKS);
    Recording recording = ReferencePlugins.recording(plugin);
    List<String> lines = new ArrayList<>();
    try (Trial trial = Trial.start(plugin, recording)) {
      for (RecordedCall call : recording.calls()) {
        lines.addAll(trial.replay(call).lines());
      }
    }
    assertTrue(lines.contains("metric peers_seen = 2.0"), lines.toString());
    assertTrue(
        lines.contains(
            "event peers/lost {\"peer\":\"mM1a0PqPJ8tbAXdGkqxlaa2oS2Jb2w0Uo7hQ3F5Xk0c=\","
                + "\"address\":\"100.64.0.2\",\"endpoint\":\"203.0.113.7:51820\"}"),
        lines.toString());
    assertTrue(lines.contains("alert warning: the tunnel is disconnected"), lines.toString());
    assertTrue(lines.contains("metric latency_ms = 12.5"), lines.toString());
  }

  @Test
  void aSessionThatWasBegunIsValidUntilItIsOver() throws Exception {
    PluginPackage plugin = ReferencePlugins.of(PluginType.AUTHENTICATION);
    Recording recording = ReferencePlugins.recording(plugin);
    try (Trial trial = Trial.start(plugin, recording)) {
      JsonObject answer = object(trial.replay(recording.calls().get(1)).answer());
      String token = answer.find("token").orElseThrow().toJson();
      String refresh = answer.find("refresh-token").orElseThrow().toJson();
      assertTrue(ask(trial, plugin, "validate_session", token, "").contains("\"valid\":true"));
      String other = token.replace(":anna:", ":panel-3:");
      assertTrue(ask(trial, plugin, "validate_session", other, "").contains("\"valid\":false"));
      assertTrue(ask(trial, plugin, "validate_session", refresh, "").contains("\"valid\":false"));
      assertTrue(ask(trial, plugin, "refresh_token", token, "").contains("\"success\":false"));
      String over = ",\"now\":1780318800000";
      assertTrue(ask(trial, plugin, "validate_session", token, over).contains("\"valid\":false"));
      assertTrue(ask(trial, plugin, "refresh_token", refresh, over).contains("\"success\":true"));
    }
  }

  private static JsonObject object(String json) throws Exception {
    return JsonReader.readObject(json.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  private static String ask(
      Trial trial, PluginPackage plugin, String call, String token, String more) throws Exception {
    String line =
        "{\"call\":\"" + call + "\",\"question\":{\"v\":1,\"token\":" + token + "}" + more + "}";
    return trial.replay(Recording.read(line, plugin.manifest()).calls().get(0)).answer();
  }
}
