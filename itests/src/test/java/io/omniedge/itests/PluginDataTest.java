package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.cloud.Cloud;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.FailingPump;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.PluginFolder;
import io.omniedge.itests.lab.Program;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What plugins do with the data of a plant: what is kept, what leaves, and as what. */
@Tag("netns")
class PluginDataTest {
  private static final String TRIAGE = "io.omniedge.examples.data-triage";
  private static final String REPORTING = "io.omniedge.examples.pdm-reporting";
  private static final String COMPLIANCE = "io.omniedge.examples.compliance";
  private static final String BROKEN = "io.omniedge.itests.broken-compliance";
  private static final String SHIFT = "\"topic\":\"shift/operator\"";
  private static final String PERSON = "Anna Beispiel";

  @BeforeEach
  void needsBundles() {
    GatewayProcess.needsOurs("has plugins");
  }

  @Test
  void keepsTheClipsAndSendsTheStreamsThatATriageAsksFor() {
    try (DataGateway gateway =
        DataGateway.start(
            "data-triage",
            Map.of(
                "io.omniedge.pdm.Triage",
                Map.of(
                    "triggers", "warm threshold line-* above=3 action=clip before=5 after=0")))) {
      gateway.awaitStatus(" 1 triggers,");
      gateway.measured("line-a t=1");
      gateway.measured("line-a t=4");
      String byRule = gateway.awaitClips(1, "warm");
      assertTrue(byRule.contains("{\"value\":1.0}"), "without a plugin the rule alone decides");

      gateway.plugins().install("triage", PluginFolder.reference("data-triage"));
      gateway.awaitStatus(" 2 triggers,");
      gateway.measured("line-b t=1");
      gateway.measured("line-b t=4"); // the rule fires, and the plugin says that it is nothing
      gateway.measured("pump-a t=7"); // below what the plugin registered
      gateway.measured("pump-b t=2.5");
      gateway.measured("pump-b t=8.25");
      gateway.measured("pump-b t=3.5");
      gateway.measured("pump-c t=12.75");
      gateway.cloud().awaitMessage(0, "type=stream", "class=P0", "pump-c/t", "12.75");
      String clip = gateway.awaitClips(1, TRIAGE + "_vibration");
      assertTrue(clip.contains("{\"value\":2.5}"), "what was before");
      assertTrue(clip.contains("{\"value\":8.25}"), "what it is about");
      assertTrue(clip.contains("{\"value\":3.5}"), "what came after");
      assertEquals(2, gateway.clips().size(), "of line-a and pump-b: " + gateway.clips());

      gateway.plugins().remove(TRIAGE);
      gateway.awaitStatus(" 1 triggers,");
      gateway.measured("pump-d t=9");
      gateway.measured("line-c t=2");
      gateway.measured("line-c t=5");
      String again = gateway.awaitClips(2, "warm");
      assertTrue(again.contains("{\"value\":2.0}"), "the rule alone decides again");
      assertTrue(
          gateway.status().contains(" fired 5 times"),
          "line-a, line-b, pump-b, pump-c and line-c: " + gateway.status());
    }
  }

  @Test
  void masksPersonalDataAndKeepsThemBackFromOtherCountries() {
    try (DataGateway gateway = DataGateway.start("data-compliance", Map.of())) {
      Cloud cloud = gateway.cloud();
      gateway.plugins().install("shift", PluginFolder.ofTests("shift"));
      cloud.awaitMessage(0, SHIFT, PERSON);
      gateway.plugins().install("compliance", PluginFolder.reference("compliance"));
      gateway.awaitEvidence(2, COMPLIANCE, "requires-transformation", "\"left-as\":");
      int masked = cloud.published().size();
      cloud.awaitMessage(masked, SHIFT, "\"name\":\"***\"", "\"shift\":2");
      gateway.cloudIsIn("US");
      gateway.awaitEvidence(2, COMPLIANCE, "\"result\":\"blocked\"", "GDPR");
      List<String> afterwards = cloud.published();
      assertEquals(
          List.of(), afterwards.stream().skip(masked).filter(m -> m.contains(PERSON)).toList());
      gateway.awaitEvidence(3, COMPLIANCE, "\"result\":\"blocked\"");
      assertEquals(afterwards, cloud.published(), "nothing of it leaves the Union");
      gateway.awaitStatus("personal data do not leave the EU");
      assertTrue(gateway.verifiedEvidence().contains("are as they were written"));
      assertEquals(List.of(), gateway.evidence(PERSON), "evidence has none of the data");
    }
  }

  @Test
  void letsNothingOutWhileACompliancePluginFails() {
    try (DataGateway gateway = DataGateway.start("data-broken", Map.of())) {
      Cloud cloud = gateway.cloud();
      gateway.plugins().install("shift", PluginFolder.ofTests("shift"));
      cloud.awaitMessage(0, SHIFT);
      gateway.plugins().install("broken", PluginFolder.ofTests("broken-compliance"));
      gateway.awaitEvidence(1, BROKEN, "\"result\":\"unknown\"");
      List<String> before = cloud.published();
      gateway.awaitStatus("compliance, quarantined");
      gateway.awaitEvidence(2, BROKEN, "\"result\":\"unknown\"");
      assertEquals(before, cloud.published());
      assertEquals(List.of(), gateway.evidence("left-as"));
      assertTrue(gateway.verifiedEvidence().contains("are as they were written"));
      gateway.plugins().remove(BROKEN);
      cloud.awaitMessage(before.size(), SHIFT);
    }
  }

  @Test
  void sendsTheReportsOfAPluginAndMarksThemStaleWithoutIt() {
    Map<String, String> monitor =
        Map.of(
            "enabled", "true", "actuators", "pump-1 vib/x", "rateHz", "20", "reportSeconds", "1");
    try (DataGateway gateway =
        DataGateway.start("data-reports", Map.of("io.omniedge.pdm.Monitor", monitor))) {
      Cloud cloud = gateway.cloud();
      cloud.awaitMessage(0, "\"kind\":\"health-report\",\"stale\":true,\"v\":1}");
      gateway.plugins().install("reporting", PluginFolder.reference("pdm-reporting"));
      Eventually.holds(
          "a report of what shakes",
          Eventually.DEADLINE,
          () -> {
            gateway.measured("vib x=30");
            gateway.measured("vib x=-30");
            return cloud.published().stream().anyMatch(PluginDataTest::isOfAMachineThatShakes);
          },
          () -> String.join("\n", cloud.published()) + gateway.status());
      gateway.plugins().remove(REPORTING);
      cloud.awaitMessage(
          cloud.published().size(), "type=health-report", "\"stale\":true", "\"from\":");
    }
  }

  @Test
  void aPluginJudgesTheBlocksOfAWatchedMachine() {
    try (DataGateway gateway = DataGateway.start("data-watch", Map.of())) {
      Cloud cloud = gateway.cloud();
      FailingPump.record(gateway.host());
      FailingPump.watch(gateway.host(), true, "plugin: replace, ");
      cloud.awaitMessage(0, "type=pdm-report", "no plugin is there");
      gateway.plugins().install("reporting", PluginFolder.reference("pdm-reporting"));
      // It finds impacts where the crest is high; which part of the bearing, it does not say.
      cloud.awaitMessage(
          cloud.published().size(),
          "type=pdm-report",
          "\"id\":\"" + REPORTING + "\"",
          "\"pluginHash\":\"",
          "\"failure-type\":\"");
      gateway.plugins().remove(REPORTING);
      cloud.awaitMessage(cloud.published().size(), "type=pdm-report", "no plugin is there");
    }
  }

  private static boolean isOfAMachineThatShakes(String message) {
    return message.contains("type=health-report")
        && message.contains("\"stale\":false")
        && message.contains("\"actuator-id\":\"pump-1\"")
        && message.contains("\"failure-type\":\"vibration\"");
  }

  @Test
  void sendsWhatEventHooksPublish() {
    try (TwoGateways two =
        TwoGateways.plan("data-events")
            .start(
                (host, config) -> {
                  PluginFolder.allowUnsigned(host);
                  DataGateway.addCloud(host, "DE");
                  Program program = GatewayRuntime.launch(host, config, List.of());
                  program.awaitOutput("gateway ready");
                  return program;
                },
                GatewayKind.OURS)) {
      Cloud cloud = new Cloud(two.leftHost());
      String launcher = GatewayRuntime.launcher().toString();
      Eventually.holds(
          "the outlet",
          () -> two.leftHost().run(launcher, "status").contains("outlet plant-cloud:"));
      new PluginFolder(two.leftHost()).install("events", PluginFolder.reference("event-hooks"));
      assertFalse(String.join("\n", cloud.published()).contains("peers/found"));
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      cloud.awaitMessage(
          0,
          "type=plugin-event",
          "class=P2",
          "\"plugin\":\"io.omniedge.examples.event-hooks\"",
          "\"topic\":\"peers/found\"",
          "\"address\":\"" + TwoGateways.RIGHT_INNER + "\"");
    }
  }
}
