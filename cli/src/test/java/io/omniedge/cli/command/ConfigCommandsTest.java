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

class ConfigCommandsTest {
  private static final String AT = "/api/v1/devices/d-1/configuration";
  private static final String COMPONENTS =
      "\"components\":{\"io.x.Metrics\":{\"properties\":{\"port\":9586,\"enabled\":true,"
          + "\"address\":\"127.0.0.1\",\"token\":\"***\",\"ports\":[1,2],\"names\":[\"a\"]}},"
          + "\"io.x.Metrics.more\":{\"factory\":\"io.x.F\",\"properties\":{\"port\":1}}}";

  private static final String FORMS =
      "{\"document\":{\"forms\":{\"io.x.Metrics\":{\"attributes\":["
          + "{\"id\":\"port\",\"type\":\"integer\"},{\"id\":\"backlog\",\"type\":\"integer\"},"
          + "{\"id\":\"token\",\"type\":\"password\"},"
          + "{\"id\":\"ports\",\"type\":\"integer\",\"cardinality\":-5}]},"
          + "\"io.x.F\":{\"factory\":true,\"attributes\":[{\"id\":\"port\",\"type\":\"long\"}]}}}}";

  private FakeManager manager;
  private Terminal terminal;

  @BeforeEach
  void start(@TempDir Path home) {
    manager =
        FakeManager.start()
            .on("GET /api/v1/devices", 200, "{\"items\":[{\"id\":\"d-1\",\"name\":\"gw\"}]}")
            .on("GET " + AT + "/reported", 200, reported(4, "applied", ""))
            .on(
                "GET " + AT + "/desired",
                200,
                "{\"revision\":4,\"components\":{\"io.y\":{\"properties\":{\"kept\":1}}},"
                    + "\"deleted\":[\"io.gone\"]}",
                Map.of("ETag", "\"4\""))
            .on("GET " + AT + "/forms", 200, FORMS)
            .on("POST " + AT + "/changes", 200, "{\"revision\":5}");
    terminal = new Terminal(home).at(manager);
  }

  @AfterEach
  void stop() {
    manager.close();
  }

  private static String reported(int revision, String outcome, String reason) {
    return "{\"receivedAt\":1780315000,\"document\":{\"revision\":"
        + revision
        + ",\"outcome\":\""
        + outcome
        + "\",\"reason\":\""
        + reason
        + "\",\"errors\":[{\"pid\":\"io.x.Metrics\",\"property\":\"port\",\"reason\":\"taken\"}],"
        + COMPONENTS
        + "}}";
  }

  /** The gateway answers so, from the next question on. */
  private void outcome(String outcome, String reason) {
    manager
        .on("GET " + AT + "/reported", 200, reported(4, "applied", ""))
        .on("GET " + AT + "/reported", 200, reported(4, "applied", ""))
        .on("GET " + AT + "/reported", 200, reported(5, "trial", ""))
        .on("GET " + AT + "/reported", 200, reported(5, outcome, reason));
  }

  @Test
  void showsAllAComponentOrAProperty() {
    terminal.run("config", "get", "gw").ok().says("io.x.Metrics.more").says("9586");
    terminal.run("config", "get", "gw", "io.x.Metrics").ok().says("127.0.0.1");
    assertEquals("9586\n", terminal.run("config", "get", "gw", "io.x.Metrics.port").ok().out());
    assertEquals("1\n", terminal.run("config", "get", "gw", "io.x.Metrics.more.port").ok().out());
    assertEquals(
        "{\"pid\":\"io.x.Metrics\",\"property\":\"port\",\"value\":9586}",
        terminal.run("config", "get", "gw", "io.x.Metrics.port", "--json").ok().json().toJson());
  }

  @Test
  void setsAPropertyAndWaitsUntilItIsInForce() {
    outcome("applied", "");
    terminal.run("config", "set", "gw", "io.x.Metrics.port=9600").ok().says("in force on gw");
    assertEquals(
        "{\"components\":{\"io.x.Metrics\":{\"properties\":{\"port\":9600}}},"
            + "\"confirmSeconds\":60,\"note\":\"\"}",
        manager.last("POST").body(),
        "what else is wanted the manager knows");
  }

  @Test
  void aGatewayThatReportedNothingHasNoComponents() {
    manager
        .instead("GET " + AT + "/reported", 404, FakeManager.problem(404, "not-found", "none"))
        .instead("GET " + AT + "/desired", 404, FakeManager.problem(404, "not-found", "none"));
    terminal.run("config", "get", "gw").ok().complains("nothing yet");
    terminal.run("config", "set", "gw", "io.x.port=1").failed(5).complains("reported none yet");
  }

  @Test
  void takesTheTypeFromTheFormThoughTheGatewayReportsText() {
    String text = reported(4, "applied", "").replace("9586", "\"9586\"").replace("[1,2]", "\"\"");
    manager
        .instead("GET " + AT + "/reported", 200, text)
        .on("GET " + AT + "/reported", 200, text)
        .on("GET " + AT + "/reported", 200, reported(5, "applied", ""));
    terminal
        .run(
            "config",
            "set",
            "gw",
            "io.x.Metrics.port=9601",
            "io.x.Metrics.backlog=5",
            "io.x.Metrics.ports=7",
            "io.x.Metrics.token=")
        .ok();
    assertTrue(
        manager
            .last("POST")
            .body()
            .contains("{\"backlog\":5,\"port\":9601,\"ports\":[7],\"token\":null}"),
        manager.last("POST").body());
    terminal.run("config", "set", "gw", "io.x.Metrics.backlog=x").failed(5).complains("a number");
  }

  @Test
  void spellsTruthAsItIsSet() {
    assertEquals("true\n", terminal.run("config", "get", "gw", "io.x.Metrics.enabled").ok().out());
    terminal.run("config", "get", "gw", "io.x.Metrics").ok().says("true");
  }

  @Test
  void keepsTheTypeAndTheFactory() {
    outcome("applied", "");
    terminal
        .run(
            "config",
            "set",
            "gw",
            "io.x.Metrics.more.port=7",
            "io.x.Metrics.enabled=false",
            "io.x.Metrics.address=1",
            "io.x.Metrics.ports=3,4",
            "io.x.Metrics.names=b, c",
            "io.x.Metrics.new=x=y")
        .ok();
    assertTrue(
        manager
            .last("POST")
            .body()
            .contains(
                "{\"io.x.Metrics\":{\"properties\":{\"address\":\"1\",\"enabled\":false,"
                    + "\"names\":[\"b\",\"c\"],\"new\":\"x=y\",\"ports\":[3,4]}},"
                    + "\"io.x.Metrics.more\":{\"factory\":\"io.x.F\",\"properties\":{\"port\":7}}"),
        manager.last("POST").body());
  }

  @Test
  void readsASecretFromAFile() throws IOException {
    outcome("applied", "");
    Path secret = Files.writeString(terminal.home().resolve("s"), "a-secret-token-of-mine\n");
    Terminal.Result result =
        terminal.run("config", "set", "gw", "io.x.Metrics.token=@" + secret).ok();
    assertTrue(manager.last("POST").body().contains("\"token\":\"a-secret-token-of-mine\""));
    assertFalse((result.out() + result.err()).contains("a-secret"), "it is nowhere to be seen");
  }

  @Test
  void saysWhichPropertyWasRefused() {
    outcome("refused", "1 property is wrong");
    Terminal.Result result =
        terminal
            .run("config", "set", "gw", "io.x.Metrics.port=1")
            .failed(1)
            .complains("io.x.Metrics.port: taken")
            .complains("refused revision 5: 1 property is wrong");
    assertEquals(2, result.err().split("nothing was changed", -1).length, result.err());
  }

  @Test
  void saysThatTheGatewayTookItBack() {
    outcome("reverted", "the manager could not be reached for 60 s");
    terminal
        .run("config", "set", "gw", "io.x.Metrics.port=1")
        .failed(1)
        .complains("took revision 5 back: the manager could not be reached");
    outcome("overridden", "");
    terminal.run("config", "set", "gw", "io.x.Metrics.port=1").failed(1);
  }

  @Test
  void saysWhatBecameOfARevisionThatAnotherCameAfter() {
    String history =
        "{\"items\":[{\"revision\":6,\"outcome\":\"applied\"},{\"revision\":5,\"outcome\":\"%s\","
            + "\"reason\":\"components complained about it\",\"errors\":"
            + "[{\"pid\":\"io.x.Metrics\",\"property\":\"\",\"reason\":\"no such port\"}]}]}";
    manager
        .instead("GET " + AT + "/reported", 200, reported(6, "applied", ""))
        .instead("GET " + AT + "/history", 200, history.formatted("reverted"));
    terminal
        .run("config", "set", "gw", "io.x.Metrics.port=1")
        .failed(1)
        .complains("io.x.Metrics: no such port")
        .complains("took revision 5 back: components complained about it");
    manager.instead("GET " + AT + "/history", 200, history.formatted("superseded"));
    terminal
        .run("config", "set", "gw", "io.x.Metrics.port=1")
        .failed(1)
        .complains("revision 5 was replaced by another");
  }

  @Test
  void anErrorIsADocumentForPrograms() {
    outcome("reverted", "cut off");
    var error = terminal.run("config", "set", "gw", "io.x.Metrics.port=1", "--json").error();
    assertEquals("reverted", View.text(error, "code"));
    assertEquals("reverted", View.text(View.object(error, "problem"), "outcome"));
  }

  @Test
  void aGatewayThatSaysNothingIsNetwork() {
    terminal
        .run("config", "set", "gw", "io.x.Metrics.port=1", "--wait-seconds", "5")
        .failed(4)
        .complains("within 5 s");
    terminal.run("config", "set", "gw", "io.x.Metrics.port=1", "--no-wait").ok().says("on its way");
  }

  @Test
  void wrongSettingsAreInputAndChangeNothing() {
    terminal.run("config", "set", "gw", "io.x.Metrics.port=many").failed(5).complains("a number");
    terminal.run("config", "set", "gw", "io.x.Metrics.enabled=1").failed(5).complains("true or");
    terminal.run("config", "set", "gw", "io.z.port=1").failed(5).complains("io.x.Metrics");
    terminal.run("config", "set", "gw", "io.x.Metrics=1").failed(5).complains("which property");
    terminal.run("config", "set", "gw", "io.x.Metrics.port").failed(5).complains("no setting");
    terminal.run("config", "set", "gw", "io.x.Metrics.port=@/no").failed(5).complains("no such");
    terminal.run("config", "set", "gw", "io.x.Metrics.port=1", "--confirm-seconds", "0").failed(5);
    terminal.run("config", "set", "gw").failed(5);
    terminal.run("config", "get", "gw", "io.x.Metrics.nothing").failed(5);
    assertFalse(manager.lines().stream().anyMatch(line -> line.startsWith("POST")));
  }

  @Test
  void goesBackToTheRevisionBefore() {
    manager
        .on(
            "GET " + AT + "/history",
            200,
            "{\"items\":[{\"revision\":7,\"outcome\":\"reverted\",\"reason\":\"cut off\"},"
                + "{\"revision\":6,\"outcome\":\"refused\",\"reason\":\"1 property is wrong\",\"errors\":"
                + "[{\"pid\":\"io.x.Metrics\",\"property\":\"port\",\"reason\":\"too small\"}]},"
                + "{\"revision\":5,\"outcome\":\"applied\",\"observed\":true},"
                + "{\"revision\":4,\"author\":\"ben\",\"createdAt\":1780310000,"
                + "\"outcome\":\"applied\"},"
                + "{\"revision\":3,\"author\":\"anna\",\"createdAt\":1780300000,"
                + "\"outcome\":\"applied\",\"observed\":true}]}")
        .on("POST " + AT + "/rollback", 200, "{\"revision\":5}");
    terminal
        .run("config", "history", "gw")
        .ok()
        .says("anna")
        .says("ben")
        .says("Revision 6: 1 property is wrong; io.x.Metrics.port: too small")
        .says("reverted")
        .says("Revision 7: cut off");
    manager.on("GET " + AT + "/reported", 200, reported(5, "applied", ""));
    terminal.run("config", "rollback", "gw").ok();
    assertEquals("{\"revision\":3}", manager.last("POST").body());
    terminal.run("config", "rollback", "gw", "2").ok();
    assertEquals("{\"revision\":2}", manager.last("POST").body());
    terminal.run("config", "rollback", "gw", "two").failed(5);
  }

  @Test
  void historyFitsEightyColumnsAndCutsNothing() {
    manager.instead(
        "GET " + AT + "/history",
        200,
        "{\"items\":[{\"revision\":12,\"author\":\"u-0123456789abcdefgh (alice)\",\"createdAt\":"
            + "1780310000,\"outcome\":\"superseded\",\"note\":\"the press of hall 2 speaks to the new"
            + " historian, ticket 4711\"},{\"revision\":11,\"author\":\"a-0123456789abcdefgh (alice)\","
            + "\"createdAt\":1780300000,\"outcome\":\"applied\"}]}");
    Terminal.Result result = terminal.run("config", "history", "gw").ok();
    result.says(" alice ").says("key alice").says("superseded").says("ticket").says("4711");
    assertFalse(result.out().contains("…"), result.out());
    assertTrue(result.out().lines().allMatch(line -> line.length() <= 80), result.out());
  }

  @Test
  void networksFitEightyColumnsWithoutACutAddress() {
    manager.instead(
        "GET /api/v1/networks",
        200,
        "{\"items\":[{\"id\":\"n-0123456789abcdefgh\",\"name\":\"plants-of-the-north\",\"domain\":"
            + "\"plants-of-the-north.omniedge\",\"ipv4\":\"100.64.0.0/16\","
            + "\"ipv6\":\"fd12:3456:789a:1::/64\"}]}");
    Terminal.Result result = terminal.run("network", "list").ok().says("100.64.0.0/16");
    assertFalse(result.out().contains("fd12"), result.out());
    assertTrue(result.out().lines().allMatch(line -> line.length() <= 80), result.out());
    terminal.with("COLUMNS", "120").run("network", "list").ok().says("fd12:3456:789a:1::/64");
  }
}
