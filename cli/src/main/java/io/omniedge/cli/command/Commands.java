package io.omniedge.cli.command;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Output;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;

/** The command line: reads it, runs the command, and turns what went wrong into an exit status. */
public final class Commands {
  private Commands() {}

  /** Runs one command. */
  public static int run(Surroundings surroundings, String... args) {
    Context context = new Context(surroundings);
    CommandLine line = line(context);
    try {
      return line.execute(args);
    } finally {
      context.close();
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  static CommandLine line(Context context) {
    Surroundings surroundings = context.surroundings();
    CommandLine line = new CommandLine(new Omniedge(context), new Factory(context));
    line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(Math.clamp(surroundings.columns(), 60, 100));
    line.setAbbreviatedOptionsAllowed(false);
    line.setAbbreviatedSubcommandsAllowed(false);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            surroundings.hasColor() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((wrong, arguments) -> usage(wrong, arguments, context));
    line.setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown, context));
    HelpLayout.apply(line);
    return line;
  }

  private static int usage(ParameterException wrong, String[] arguments, Context context) {
    // The options may not have been read yet when something before them is wrong.
    context.options().json |= List.of(arguments).contains("--json");
    CommandLine line = wrong.getCommandLine();
    String command = line.getCommandSpec().qualifiedName();
    String message =
        wrong.getMessage() != null && !wrong.getMessage().startsWith("Missing required subcommand")
            ? wrong.getMessage().lines().findFirst().orElse("")
            : command + " needs a command: " + String.join(", ", line.getSubcommands().keySet());
    return report(
        Failure.input("usage", withoutSecrets(message, context), "see: " + command + " --help"),
        context);
  }

  /** An API key between the arguments must not come back in a message. */
  private static String withoutSecrets(String message, Context context) {
    String key = context.options().apiKey;
    return key.length() < 2 ? message : message.replace(key, "***");
  }

  private static int failed(Exception thrown, Context context) {
    if (thrown instanceof Failure failure) {
      return report(failure, context);
    }
    if (!context.surroundings().variable("OMNIEDGE_DEBUG").isEmpty()) {
      thrown.printStackTrace(context.surroundings().err());
    }
    return report(
        Failure.of(
            ExitStatus.GENERAL,
            "internal",
            "a fault of omniedge: " + thrown,
            "OMNIEDGE_DEBUG=1 shows where; please report it"),
        context);
  }

  private static int report(Failure failure, Context context) {
    Output output = context.output();
    output.failure(failure);
    return failure.status().code();
  }

  /** Commands get the context by their constructors. */
  private record Factory(Context context) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      try {
        Constructor<K> constructor = type.getDeclaredConstructor(Context.class);
        return constructor.newInstance(context);
      } catch (NoSuchMethodException e) {
        return CommandLine.defaultFactory().create(type);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(type + " cannot be made", e);
      }
    }
  }
}
