package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandsTest {
  private static final String POLICY = "/api/v1/networks/n-1/policy";
  private static final String DIFF =
      "{\"gained\":[\"device:a -> device:b tcp/502\"],\"lost\":[\"device:b -> device:a icmp\"],"
          + "\"complete\":true}";

  private static final String WARNING =
      "{\"place\":\"groups.x\",\"value\":\"x\",\"reason\":\"no rule uses it\"}";

  private FakeManager manager;
  private Terminal terminal;
  private String file = "";

  @BeforeEach
  void start(@TempDir Path home) throws IOException {
    manager =
        FakeManager.start()
            .withNetwork()
            .on(
                "GET " + POLICY,
                200,
                "{\"document\":\"{\\n  // nobody\\n}\\n\",\"revision\":7}",
                Map.of("ETag", "\"7\""))
            .on("POST " + POLICY + "/diff", 200, DIFF)
            .on(
                "POST " + POLICY + "/check",
                200,
                "{\"passed\":true,\"tests\":[],\"warnings\":[" + WARNING + "]}")
            .on("PUT " + POLICY, 200, "{\"revision\":8,\"warnings\":[" + WARNING + "]}");
    terminal = new Terminal(home).at(manager);
    Path path = home.resolve("policy.json");
    Files.writeString(path, "{ \"rules\": [] } // none\n");
    file = path.toString();
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  @Test
  void printsTheDocumentAsSomebodyWroteIt() {
    assertEquals("{\n  // nobody\n}\n", terminal.run("policy", "get").ok().out());
  }

  @Test
  void showsWhoGainsAndWhoLoses() {
    terminal
        .run("policy", "diff", file)
        .ok()
        .says("+ device:a -> device:b tcp/502")
        .says("- device:b -> device:a icmp");
    assertEquals(
        "{\"document\":\"{ \\\"rules\\\": [] } // none\\n\"}", manager.last("POST").body());
  }

  @Test
  void appliesWhatWasShownAndNothingElse() {
    terminal
        .typing("y\n")
        .run("policy", "apply", file)
        .ok()
        .says("tcp/502")
        .says("Revision 8 is in force")
        .complains("groups.x \"x\": no rule uses it");
    assertEquals("\"7\"", manager.last("PUT").headers().get("If-match"));
  }

  @Test
  void appliesNothingWithoutAYes() {
    terminal.run("policy", "apply", file).failed(5).complains("--yes");
    terminal.typing("\n").run("policy", "apply", file).failed(1).complains("nothing was changed");
    assertFalse(manager.lines().stream().anyMatch(line -> line.startsWith("PUT")));
    terminal.reading("").run("policy", "apply", file, "--yes", "--json").ok().json();
  }

  @Test
  void somebodyElseWasFaster() {
    manager.instead(
        "PUT " + POLICY, 412, FakeManager.problem(412, "precondition-failed", "changed"));
    terminal.run("policy", "apply", file, "--yes").failed(1).complains("somebody was faster");
  }

  @Test
  void readsTheDocumentFromStandardInput() {
    terminal.reading("{}").run("policy", "test", "-").ok().says("so say its tests");
    assertEquals("{\"document\":\"{}\"}", manager.last("POST").body());
  }

  @Test
  void aTestThatFailsFailsTheCommand() {
    manager.instead(
        "POST " + POLICY + "/check",
        200,
        "{\"passed\":false,\"tests\":[{\"place\":\"tests[0]\",\"test\":\"a -> b\",\"passed\":false,"
            + "\"reason\":\"plc1 reaches plc2, and must not\"}],\"warnings\":[]}");
    terminal
        .run("policy", "test", file)
        .failed(1)
        .complains("plc1 reaches plc2")
        .complains("a test of the document fails");
    assertEquals(
        "policy-tests-failed",
        View.text(terminal.run("policy", "test", file, "--json").error(), "code"));
  }

  @Test
  void aWrongDocumentIsInputAndItsPlaceIsNamed() {
    manager.instead(
        "POST " + POLICY + "/diff",
        422,
        "{\"status\":422,\"code\":\"invalid\",\"detail\":\"rules[0].from \\\"x\\\": no\","
            + "\"field\":\"rules[0].from\"}");
    terminal.run("policy", "diff", file).failed(5).complains("rules[0].from");
  }

  @Test
  void aFileThatIsNotThereIsInput() {
    terminal.run("policy", "apply", file + ".missing").failed(5).complains("no such file");
    terminal.run("policy", "diff", "/").failed(5);
    terminal.run("policy", "diff").failed(5).complains("FILE");
  }

  @Test
  void saysWhy() {
    manager.on(
        "GET /api/v1/networks/n-1/why",
        200,
        "{\"flow\":\"device:a -> device:b tcp/502\",\"allowed\":false,\"rules\":[],"
            + "\"reasons\":[\"no rule is about tcp/502\"]}");
    terminal.run("why", "a", "b", "tcp/502").ok().says(": refused").says("no rule is about");
    assertTrue(
        manager.last("GET").line().endsWith("/why?from=a&port=502&protocol=tcp&to=b"),
        manager.last("GET").line());
    terminal.run("why", "a", "b", "icmp").ok();
    manager.instead(
        "GET /api/v1/networks/n-1/why",
        200,
        "{\"flow\":\"device:a -> device:b any\",\"allowed\":false,\"verdict\":\"partly allowed\","
            + "\"rules\":[\"r\"],\"reasons\":[\"tcp/502: allowed. Rule r allows it.\"]}");
    terminal.run("why", "a", "b").ok().says("any: partly allowed").says("tcp/502: allowed");
    assertTrue(manager.last("GET").line().endsWith("/why?from=a&to=b"), manager.last("GET").line());
    terminal.run("why", "a", "b", "tcp/x").failed(5).complains("tcp/443");
    terminal.run("why", "a").failed(5);
  }
}
