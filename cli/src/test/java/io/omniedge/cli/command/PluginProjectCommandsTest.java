package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.pack.PluginType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PluginProjectCommandsTest {
  @TempDir private Path home = Path.of("");
  private PluginWorkshop workshop = new PluginWorkshop(home);

  @BeforeEach
  void open() {
    workshop = new PluginWorkshop(home);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNewCompilesAndAnswersAsItsEventsExpect(PluginType type) throws Exception {
    workshop.withCompilers();
    for (String language : List.of("c", "assemblyscript")) {
      String module = workshop.built(type.text(), language);
      String events = Path.of(module).resolve("../../events.jsonl").normalize().toString();
      workshop
          .terminal()
          .run("plugin", "test", module, "--events", events)
          .ok()
          .says("ended as expected");
    }
  }

  /** The commands in the README are those of the toolchain; ours is not needed. */
  @Test
  void theReadmeBuildsWithTheCompilerAlone() throws Exception {
    workshop.withCompilers();
    String project = workshop.path("byhand");
    workshop.terminal().run("plugin", "new", project, "--type", "qos").ok();
    String readme = Files.readString(Path.of(project, "README.md"));
    String command = readme.substring(readme.indexOf("mkdir -p target"));
    command = command.substring(0, command.indexOf("\nomniedge"));
    Process shell =
        new ProcessBuilder("sh", "-ec", command)
            .directory(Path.of(project).toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, shell.waitFor(), command);
    workshop
        .terminal()
        .run("plugin", "inspect", project + "/target/plugin.wasm")
        .ok()
        .says("com.example.byhand 0.1.0");
  }

  @Test
  void makesAFolderWithAllItTakes() throws Exception {
    String project = workshop.path("Pump Watch");
    workshop
        .terminal()
        .run("plugin", "new", project, "--type", "event-hooks", "--language", "assemblyscript")
        .ok()
        .says("com.example.pump-watch")
        .complains("omniedge plugin build");
    assertTrue(
        Files.readString(Path.of(project, "manifest.json"))
            .contains("\"id\": \"com.example.pump-watch\""));
    String readme = Files.readString(Path.of(project, "README.md"));
    assertTrue(readme.startsWith("# com.example.pump-watch\n"), readme);
    assertTrue(!readme.contains("@"), readme);
    for (String file : List.of("plugin.ts", "omni.ts", "manifest.mjs", "package-lock.json")) {
      assertTrue(Files.exists(Path.of(project, file)), file);
    }
    var shown =
        workshop
            .terminal()
            .run("plugin", "new", workshop.path("b"), "--type", "qos", "--id", "a.b", "--json")
            .ok()
            .json();
    assertEquals("a.b", View.text(shown, "id"));
    assertTrue(View.texts(shown, "files").contains("omni.h"), shown.toJson());
  }

  @Test
  void writesOverNothing() throws Exception {
    String project = workshop.path("full");
    Files.createDirectories(Path.of(project));
    String note = workshop.write("full/notes.txt", "mine");
    workshop
        .terminal()
        .run("plugin", "new", project, "--type", "qos")
        .failed(5)
        .complains(project + " is not empty");
    assertEquals("mine", Files.readString(Path.of(note)));
    workshop
        .terminal()
        .run("plugin", "new", note, "--type", "qos")
        .failed(5)
        .complains("cannot write " + note);
  }

  @Test
  void wrongWordsAreNamed() {
    Terminal terminal = workshop.terminal();
    String project = workshop.path("a");
    terminal
        .run("plugin", "new", project, "--type", "weather")
        .failed(5)
        .complains("no type of plugins \"weather\"")
        .complains("pdm-reporting");
    terminal.run("plugin", "new", project).failed(5).complains("--type");
    terminal
        .run("plugin", "new", project, "--type", "qos", "--language", "cobol")
        .failed(5)
        .complains("cobol");
    terminal
        .run("plugin", "new", project, "--type", "qos", "--id", "Acme")
        .failed(5)
        .complains("\"Acme\"")
        .complains("domain name");
    assertTrue(!Files.exists(Path.of(project)), "something was made");
    terminal.run("plugin").failed(5).complains("new, build");
  }

  @Test
  void aCompilerThatIsNotThereIsNamed() {
    for (String language : List.of("c", "assemblyscript")) {
      String project = workshop.path(language);
      workshop.terminal().run("plugin", "new", project, "--type", "qos", "--language", language);
      Terminal without = new Terminal(home).with("PATH", home.toString());
      without
          .run("plugin", "build", project)
          .failed(1)
          .complains(language.equals("c") ? "apt-get install clang-19 lld-19" : "npm ci --prefix");
      assertEquals(
          "no-compiler",
          View.text(without.run("plugin", "build", project, "--json").error(), "code"));
    }
  }

  @Test
  void whatTheCompilerSaysIsShown() throws Exception {
    workshop.withCompilers();
    List<String> said = new ArrayList<>();
    for (String language : List.of("c", "assemblyscript")) {
      String project = workshop.path(language);
      Terminal terminal = workshop.terminal();
      terminal.run("plugin", "new", project, "--type", "qos", "--language", language).ok();
      String source = language + (language.equals("c") ? "/plugin.c" : "/plugin.ts");
      workshop.write(
          source, Files.readString(Path.of(workshop.path(source))) + "\nnonsense here;\n");
      said.add(terminal.run("plugin", "build", project).failed(5).complains(source).err());
    }
    assertTrue(said.stream().allMatch(text -> text.contains("nonsense")), said.toString());
    workshop
        .terminal()
        .run("plugin", "build", workshop.path("nowhere"))
        .failed(5)
        .complains("neither plugin.c nor plugin.ts");
  }

  @Test
  void aModuleThatNoGatewayTakesIsNamedAtOnce() throws Exception {
    workshop.withCompilers();
    String project = workshop.path("forgetful");
    workshop.terminal().run("plugin", "new", project, "--type", "qos").ok();
    workshop.write("forgetful/plugin.c", "#include \"omni.h\"\n\nOMNI_PLUGIN(\"manifest.json\")\n");
    workshop
        .terminal()
        .run("plugin", "build", project)
        .failed(5)
        .complains("it does not export omni_classify_packet");
  }
}
