package io.omniedge.pdm.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.machine.BearingLibrary;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.report.Acquisition;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.report.Origin;
import io.omniedge.pdm.report.PluginOpinion;
import io.omniedge.pdm.simulation.SyntheticBlock;
import io.omniedge.pdm.simulation.SyntheticMachine;
import io.omniedge.pdm.store.ClockQuality;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluginChainTest {
  private final Reporter reporter = new Reporter();
  private final PluginChain chain = new PluginChain();

  @TempDir private Path folder;

  /** A plugin with one answer. */
  private static final class Reporter implements HealthReporter {
    final List<String> heard = new ArrayList<>();
    Optional<byte[]> answer = Optional.empty();
    long generation;

    void says(String report) {
      answer = Optional.of(report.getBytes(UTF_8));
    }

    @Override
    public long generation() {
      return generation;
    }

    @Override
    public void configure(
        List<String> actuators, double rateHz, long reportSeconds, double sensitivity) {
      heard.add("configure " + actuators + " " + reportSeconds);
    }

    @Override
    public void samples(List<SampleBlock> channels) {
      heard.add(channels.get(0).source() + " " + channels.get(0).size());
    }

    @Override
    public Optional<byte[]> report() {
      return answer;
    }
  }

  PluginChainTest() {
    chain.by(reporter);
    chain.listedBy(
        () ->
            List.of(
                plugin("other", "event-hooks", "active"),
                plugin("old", "pdm-reporting", "disabled"),
                plugin("plant-rules", "pdm-reporting", "active")));
  }

  private static PluginSnapshot plugin(String id, String type, String state) {
    return new PluginSnapshot(
        id, "1", type, "a05c".repeat(16), state, List.of(), "", Map.of(), Map.of());
  }

  private PluginOpinion opinion() {
    return chain.opinion("pump-7/drive-end", false, new double[2_000], 1_000, 5, 300);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"overall-health-score\":1}|OK",
        "{\"overall-health-score\":0.5,\"actuators\":[{\"anomaly-detected\":false}]}|OK",
        "{\"overall-health-score\":0.9,\"actuators\":[{\"anomaly-detected\":true}]}|ADVISE",
        "{\"overall-health-score\":0.9,\"predicted-failures\":[{}]}|ADVISE",
        "{\"overall-health-score\":0.49}|ALERT",
        "{\"overall-health-score\":0.19}|DANGER",
        "{\"overall-health-score\":1,\"level\":\"DANGER\",\"reason\":\"cracks\"}|DANGER",
        "{\"overall-health-score\":1,\"level\":\"UNKNOWN\"}|UNKNOWN",
        "{\"overall-health-score\":1,\"level\":\"BAD\"}|UNKNOWN",
        "{\"overall-health-score\":2}|UNKNOWN",
        "{}|UNKNOWN",
        "no JSON|UNKNOWN",
      })
  void anAnswerIsALevel(String answer, Level level) {
    reporter.says(answer);
    PluginOpinion opinion = opinion();
    assertEquals(level, opinion.level(), opinion.reason());
    assertEquals("plant-rules", opinion.id());
    assertEquals(level != Level.UNKNOWN, opinion.findings().isPresent());
  }

  @Test
  void isConfiguredOnceForAPoint() {
    reporter.says("{\"overall-health-score\":1}");
    assertTrue(opinion().isGiven());
    assertTrue(opinion().isGiven());
    reporter.generation++;
    assertTrue(opinion().isGiven());
    assertEquals(
        List.of(
            "configure [pump-7/drive-end] 300",
            "pump-7/drive-end 2000",
            "pump-7/drive-end 2000",
            "configure [pump-7/drive-end] 300",
            "pump-7/drive-end 2000"),
        reporter.heard);
  }

  @Test
  void aPluginThatIsNotThereOrMakesNoReportIsToldOf() {
    assertEquals("the plugin failed: report: it makes none", opinion().reason());
    chain.by(null);
    assertEquals("no plugin is there", opinion().reason());
    assertFalse(opinion().isGiven());
  }

  @Property(tries = 500)
  void anyAnswerIsAnOpinion(@ForAll String answer) {
    reporter.says(answer);
    assertTrue(opinion().reason().length() <= 200);
    reporter.says("{\"overall-health-score\":1,\"reason\":" + answer + "}");
    assertTrue(opinion().reason().length() <= 200);
  }

  private HealthReport report(String mode) throws IOException, ProtocolException {
    MachineDefinition machine =
        MachineDefinition.read(WatchTest.DEFINITION + "plugin: " + mode + "\n");
    MachineWatch watch =
        MachineWatch.open(
            machine,
            MachineWatch.Settings.of(machine.schedule()).with(Origin.UNKNOWN, chain),
            folder,
            refused -> {});
    SyntheticBlock block =
        new SyntheticMachine(BearingLibrary.find("SKF 6205-2RS JEM").orElseThrow().tones(), 7)
            .sampled(12_800, 4)
            .block();
    return watch
        .take(
            new Block(
                "drive-end",
                1,
                Acquisition.of(12_800, ClockQuality.SET),
                block.slowestRpm(),
                block.fastestRpm(),
                block.samples()))
        .orElseThrow();
  }

  @Test
  void withExtendTheWorstCountsAndWithReplaceThePlugin() throws IOException, ProtocolException {
    reporter.says("{\"overall-health-score\":0.3,\"reason\":\"cracks\"}");
    HealthReport extended = report("extend");
    assertEquals(Level.ALERT, extended.level());
    assertEquals("cracks", extended.levelReason());
    assertTrue(extended.findings().orElseThrow().bearing().isPresent());
    reporter.says("{\"overall-health-score\":1,\"reason\":\"fine\"}");
    HealthReport replaced = report("replace");
    assertEquals(Level.OK, replaced.level());
    assertEquals("fine", replaced.levelReason());
    assertEquals("plant-rules", replaced.plugin().orElseThrow().id());
    assertEquals("plugin", replaced.alarms().get(replaced.alarms().size() - 1).name());
  }

  @Test
  void aPluginThatFailsLeavesTheBuiltInChain() throws IOException, ProtocolException {
    HealthReport built = report("none");
    HealthReport failed = report("replace");
    assertTrue(built.plugin().isEmpty());
    assertEquals(4, built.alarms().size());
    assertEquals(built.level(), failed.level());
    assertEquals(built.levelReason(), failed.levelReason());
    assertEquals(Level.UNKNOWN, failed.plugin().orElseThrow().level());
    assertTrue(failed.toJson().toJson().contains("the plugin failed"));
  }
}
