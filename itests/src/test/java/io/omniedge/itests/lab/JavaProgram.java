package io.omniedge.itests.lab;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a main class of these tests is run as a program inside a namespace. */
final class JavaProgram {
  private JavaProgram() {}

  /** The command line; {@code libraries} are classes from the JARs that the program needs. */
  static String[] command(Class<?> main, List<Class<?>> libraries, String... arguments) {
    String classPath =
        Stream.concat(Stream.<Class<?>>of(main), libraries.stream())
            .map(JavaProgram::location)
            .collect(Collectors.joining(":"));
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    all.addAll(List.of("-cp", classPath, main.getName()));
    all.addAll(List.of(arguments));
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
