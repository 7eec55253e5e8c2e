package io.omniedge.cli.output;

import io.omniedge.protocol.json.JsonObject;
import java.io.PrintStream;
import java.util.List;

/**
 * Where a command prints. Results go to standard output, as text for people or, with {@code
 * --json}, as one document on one line; everything else goes to standard error, so that a result
 * can be piped.
 */
public final class Output {
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintStream out;
  private final PrintStream err;
  private final Format format;

  /**
   * How to print.
   *
   * @param json documents instead of text
   * @param quiet no remarks, only results and errors
   * @param color on standard output and error
   * @param columns of the terminal
   */
  public record Format(boolean json, boolean quiet, boolean color, int columns) {}

  /** Prints to these. */
  public Output(PrintStream out, PrintStream err, Format format) {
    this.out = out;
    this.err = err;
    this.format = format;
  }

  /** Whether programs read it. */
  public boolean isJson() {
    return format.json();
  }

  /** Whether colours are wanted. */
  public boolean hasColor() {
    return format.color();
  }

  /** Columns of the terminal. */
  public int columns() {
    return format.columns();
  }

  /** The result: the document for programs, or what {@code people} prints. */
  public void result(JsonObject document, Runnable people) {
    if (format.json()) {
      out.println(document.toJson());
    } else {
      people.run();
    }
    out.flush();
  }

  /** The result of which people only need to know that it was done. */
  public void done(JsonObject document, String sentence) {
    result(
        document,
        () -> {
          if (!format.quiet()) {
            line(sentence);
          }
        });
  }

  /** A line of the result. */
  public void line(String text) {
    out.println(Text.harmless(text));
  }

  /** Lines of the result as they are, control characters included: only what we made. */
  public void raw(String text) {
    out.print(text);
    out.flush();
  }

  /** A table, or a sentence if there is nothing in it. */
  public void table(Table table, String ifEmpty) {
    if (table.isEmpty()) {
      remark(ifEmpty);
      return;
    }
    List<String> lines = table.lines(format.columns());
    out.println(bold(lines.get(0)));
    lines.subList(1, lines.size()).forEach(out::println);
  }

  /** Names and values below each other; empty values are left out. */
  public void details(String... namesAndValues) {
    int width = 0;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      width = Math.max(width, namesAndValues[i].length());
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = namesAndValues[i];
      String value = namesAndValues[i + 1];
      if (!value.isEmpty()) {
        String padded = name + " ".repeat(width - name.length());
        out.println(bold(padded) + "  " + Text.harmless(value));
      }
    }
  }

  /** Something to know on the way, on standard error; not with {@code --quiet}. */
  public void remark(String text) {
    if (!format.quiet() && !format.json()) {
      notice(text);
    }
  }

  /** Something that must be seen, on standard error, even with {@code --quiet}. */
  public void notice(String text) {
    err.println(Text.harmless(text));
    err.flush();
  }

  /** Why it failed. */
  public void failure(Failure failure) {
    if (format.json()) {
      err.println(failure.toJson().toJson());
    } else {
      String label = format.color() ? RED + "omniedge:" + PLAIN : "omniedge:";
      err.println(label + " " + Text.harmless(failure.text()));
      if (!failure.advice().isEmpty()) {
        err.println("  " + Text.harmless(failure.advice()));
      }
    }
    err.flush();
  }

  private String bold(String text) {
    return format.color() ? BOLD + text + PLAIN : text;
  }
}
