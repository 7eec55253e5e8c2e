package io.omniedge.image.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of a program. Its output goes to a file, and into the error if it fails. A value that is
 * changed with {@code with…}; any thread.
 */
public record Command(List<String> words, Map<String, String> environment, Path folder) {
  /** As much of its output as an error repeats. */
  private static final int SHOWN_LINES = 20;

  /** Copies. */
  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /** A program with its arguments, in the folder we are in. */
  public static Command of(String program, Object... arguments) {
    return new Command(List.of(), Map.of("LC_ALL", "C.UTF-8"), Path.of("").toAbsolutePath())
        .and(program)
        .and(arguments);
  }

  /** The same with more arguments. */
  public Command and(Object... arguments) {
    List<String> all = new ArrayList<>(words);
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return new Command(all, environment, folder);
  }

  /** The same with more arguments. */
  public Command and(List<?> arguments) {
    return and(arguments.toArray());
  }

  /** The same with a variable. */
  public Command with(String name, Object value) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(name, value.toString());
    return new Command(words, all, folder);
  }

  /** The same somewhere else. */
  public Command in(Path where) {
    return new Command(words, environment, where);
  }

  /** How to start it. */
  public ProcessBuilder builder() {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * Runs it and gives what it wrote to its standard output.
   *
   * @throws ImageException if it ends with another status than 0, with the end of what it said
   */
  public String run() throws ImageException, IOException, InterruptedException {
    Path out = Files.createTempFile("omniedge-out", ".txt");
    Path errors = Files.createTempFile("omniedge-err", ".txt");
    try {
      Process process;
      try {
        process =
            builder()
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
      } catch (IOException e) {
        throw new ImageException(words.get(0) + " cannot be run: " + e.getMessage(), e);
      }
      int status = process.waitFor();
      if (status != 0) {
        throw new ImageException(
            String.join(" ", words) + "\nended with status " + status + ":\n" + end(out, errors));
      }
      return new String(Files.readAllBytes(out), UTF_8);
    } finally {
      Files.delete(out);
      Files.delete(errors);
    }
  }

  private static String end(Path out, Path errors) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : List.of(out, errors)) {
      lines.addAll(new String(Files.readAllBytes(file), UTF_8).lines().toList());
    }
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }
}
