package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginTestCommandTest {
  private static final String FLOW =
      "\"question\":{\"v\":1,\"flow\":{\"destination-port\":502,\"protocol\":6}}";

  /** One for all of them: a compiler takes its time. */
  @TempDir private static Path home = Path.of("");

  private static PluginWorkshop workshop = new PluginWorkshop(home);
  private static String plugin = "";

  @BeforeAll
  static void build() throws Exception {
    workshop = new PluginWorkshop(home).withCompilers();
    plugin = workshop.built("qos", "c");
  }

  private Terminal.Result test(String events, String... more) throws Exception {
    String file = workshop.write("events.jsonl", events);
    String[] arguments = new String[5 + more.length];
    System.arraycopy(new String[] {"plugin", "test", plugin, "--events", file}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return workshop.terminal().run(arguments);
  }

  @Test
  void showsAnswersFuelAndTime() throws Exception {
    test("{\"call\":\"classify_packet\"," + FLOW + "}\n")
        .ok()
        .says("ok line 1: classify_packet")
        .says("instructions")
        .says(" ms")
        .says("\"dscp\":46")
        .says("The call ended as expected.");
    var shown = test("{\"call\":\"classify_packet\"," + FLOW + "}", "--json").ok().json();
    var item = View.objects(shown, "items").get(0);
    assertTrue(View.number(item, "fuel") > 100, shown.toJson());
    assertTrue(View.flag(item, "passed"));
  }

  @Test
  void anAnswerThatDiffersFailsTheCommandAndIsShown() throws Exception {
    String events =
        "\n{\"call\":\"classify_packet\","
            + FLOW
            + ",\"answer\":{\"dscp\":46}}\n"
            + "{\"call\":\"classify_packet\","
            + FLOW
            + ",\"answer\":{\"dscp\":0}}\n";
    test(events)
        .failed(1)
        .says("ok line 2")
        .says("FAILED line 3")
        .says("dscp is 46; expected 0")
        .complains("1 of 2 calls");
    var error = test(events, "--json").error();
    assertEquals("plugin-test-failed", View.text(error, "code"));
    assertEquals(2, View.objects(View.object(error, "problem"), "items").size());
  }

  @Test
  void configurationAndErrorsAreTaken() throws Exception {
    test("{\"given\":{\"configuration\":{\"urgent-port\":9}}}\n"
            + "{\"call\":\"classify_packet\","
            + FLOW
            + ",\"answer\":{\"class\":\"standard\"}}\n"
            + "{\"call\":\"classify_packet\",\"question\":{},\"error\":\"bad-input\"}\n")
        .ok();
    test("{\"call\":\"classify_packet\",\"question\":{}}")
        .failed(1)
        .says("it does not understand the question");
    test("{\"call\":\"classify_packet\"," + FLOW + ",\"error\":\"denied\"}")
        .failed(1)
        .says("expected the error denied");
    test("{\"given\":{\"denied\":[\"config\"]}}\n{\"call\":\"classify_packet\"," + FLOW + "}")
        .failed(1)
        .complains("requires config, which is not granted");
  }

  @Test
  void aWrongRecordingIsInputAndItsPlaceIsNamed() throws Exception {
    test("").failed(5).complains("there is no call in it");
    test("{\"call\":\"classify_packet\"}\nnonsense").failed(5).complains("line 2");
    test("[1]").failed(5).complains("line 1").complains("no JSON object");
    test("{\"call\":\"authenticate\"}").failed(5).complains("qos").complains("\"authenticate\"");
    test("{\"call\":\"classify_packet\",\"anwser\":{}}").failed(5).complains("anwser");
    test("{\"call\":\"classify_packet\",\"error\":\"no\"}").failed(5).complains("bad-input");
    test("{\"given\":{\"configuration\":{\"port\":1}}}\n{\"call\":\"classify_packet\"}")
        .failed(5)
        .complains("line 1")
        .complains("\"port\"");
    test("{\"call\":\"classify_packet\",\"samples\":{\"rate\":0,\"channels\":[[1]]}}")
        .failed(5)
        .complains("rate");
    workshop
        .terminal()
        .run("plugin", "test", plugin, "--events", workshop.path("none"))
        .failed(5)
        .complains("no such file");
  }
}
