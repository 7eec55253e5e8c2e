package io.omniedge.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** docs/cli.md ends with what the commands say; {@code -Domniedge.golden=write} brings it up. */
class HelpTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("omniedge.root", "..")).resolve("docs/cli.md");
  private static final String REFERENCE = "\n## Reference\n";
  private static final Pattern EXAMPLE =
      Pattern.compile("(?m)^ *(?:[A-Z_]+=\\S+ )*omniedge ([^|<>\n]*)");

  @TempDir private Path home = Path.of("");

  private String help(String... command) {
    List<String> args = new ArrayList<>(List.of(command));
    args.add("--help");
    return new Terminal(home).run(args.toArray(String[]::new)).ok().out();
  }

  private static List<CommandLine> all(CommandLine line) {
    List<CommandLine> commands = new ArrayList<>(List.of(line));
    line.getSubcommands().values().forEach(command -> commands.addAll(all(command)));
    return commands;
  }

  private CommandLine line() {
    return Commands.line(
        new Context(
            new Surroundings(
                System.in,
                System.out,
                System.err,
                Map.of("HOME", home.toString()),
                false,
                false,
                InstantSource.system(),
                seconds -> {})));
  }

  private String reference() {
    StringBuilder text = new StringBuilder(REFERENCE);
    text.append("\nWhat `omniedge --help` and `omniedge COMMAND --help` print.\n");
    for (CommandLine command : all(line())) {
      String name = command.getCommandSpec().qualifiedName();
      String[] words = name.split(" ");
      text.append("\n### ").append(name).append("\n\n```text\n");
      text.append(help(List.of(words).subList(1, words.length).toArray(String[]::new)));
      text.append("```\n");
    }
    return text.toString();
  }

  @Test
  void theDocumentSaysWhatTheCommandsSay() throws IOException {
    String document = Files.readString(DOCUMENT);
    String introduction = document.substring(0, document.indexOf(REFERENCE));
    String expected = introduction + reference();
    if ("write".equals(System.getProperty("omniedge.golden"))) {
      Files.writeString(DOCUMENT, expected);
    }
    assertEquals(expected, Files.readString(DOCUMENT));
  }

  @Test
  void everyExampleIsAValidCommand() throws IOException {
    List<String> examples =
        EXAMPLE.matcher(Files.readString(DOCUMENT)).results().map(m -> m.group(1)).toList();
    assertTrue(examples.size() > 40, "found only " + examples.size());
    for (String example : examples) {
      String words = example.replaceAll("#.*", "").strip().replace("'", "");
      try {
        line().parseArgs(words.split(" +"));
      } catch (ParameterException e) {
        throw new AssertionError("omniedge " + words + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void everyCommandIsInAGroupAndHasADescription() {
    String overview = help();
    for (CommandLine command : all(line())) {
      assertTrue(
          command.getCommandSpec().usageMessage().description().length > 0,
          command.getCommandName());
    }
    line()
        .getSubcommands()
        .keySet()
        .forEach(name -> assertTrue(overview.contains("\n  " + name + " "), name));
  }

  @Test
  void helpFitsTheTerminal() {
    for (CommandLine command : all(line())) {
      String name = command.getCommandSpec().qualifiedName();
      String[] words = name.split(" ");
      help(List.of(words).subList(1, words.length).toArray(String[]::new))
          .lines()
          .forEach(line -> assertTrue(line.length() <= 82, name + ": " + line));
    }
  }

  @Test
  void wrongUseSaysWhereHelpIs() {
    Terminal terminal = new Terminal(home);
    terminal.run("device", "show").failed(5).complains("omniedge device show --help");
    terminal.run("device").failed(5).complains("list, show, approve");
    terminal.run().failed(5);
    terminal.run("--no-such-option").failed(5);
    terminal.run("devise").failed(5).complains("devise");
    var error = terminal.run("device", "show", "a", "b", "--json").error();
    assertEquals("usage", View.text(error, "code"));
  }

  @Test
  void aKeyOnTheCommandLineIsNotRepeatedInAnError() {
    Terminal.Result result =
        new Terminal(home).run("--api-key", "key-SECRET-1", "device", "show", "a", "key-SECRET-1");
    assertFalse(result.failed(5).err().contains("SECRET"), result.err());
  }

  @Test
  void completionKnowsTheCommands() throws Exception {
    String script = new Terminal(home).run("completion", "bash").ok().out();
    Path file = Files.writeString(home.resolve("completion"), script);
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "compopt() { :; }; source \"$1\"; COMP_WORDS=(omniedge setup-key cr); COMP_CWORD=2; COMP_LINE='omniedge"
                    + " setup-key cr'; COMP_POINT=21; _complete_omniedge; echo \"${COMPREPLY[*]}\"",
                "bash",
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertEquals(
        "create", new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    assertEquals(0, bash.waitFor());
    new Terminal(home).run("completion", "zsh").ok().says("compinit");
    new Terminal(home).run("completion", "fish").failed(5);
    new Terminal(home).run("completion", "bash", "--json").ok().json();
  }
}
