package io.omniedge.itests.lab;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a main class of these tests is run as a program inside a namespace. */
public final class JavaProgram {
  private JavaProgram() {}

  /** The command line on the Java of the tests themselves. */
  static String[] command(Class<?> main, List<Class<?>> libraries, String... arguments) {
    return command(Path.of(System.getProperty("java.home")), main, libraries, List.of(arguments));
  }

  /**
   * The command line.
   *
   * @param libraries classes from the JARs that the program needs
   * @param arguments of the Java virtual machine if they begin with -D, else of the program
   */
  public static String[] command(
      Path javaHome, Class<?> main, List<Class<?>> libraries, List<String> arguments) {
    String classPath =
        Stream.concat(Stream.<Class<?>>of(main), libraries.stream())
            .map(JavaProgram::location)
            .collect(Collectors.joining(":"));
    List<String> all = new ArrayList<>();
    all.add(javaHome.resolve("bin/java").toString());
    all.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    arguments.stream().filter(argument -> argument.startsWith("-D")).forEach(all::add);
    all.addAll(List.of("-cp", classPath, main.getName()));
    arguments.stream().filter(argument -> !argument.startsWith("-D")).forEach(all::add);
    return all.toArray(String[]::new);
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError("a class path entry is a valid URI", e);
    }
  }
}
