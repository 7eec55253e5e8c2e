package org.eclipse.kura;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The list of signatures in {@code api.txt}, one set of lines; {@link Declared} makes the same. */
final class ApiList {
  private final TreeSet<String> lines = new TreeSet<>();
  private final Map<String, String> versions = new TreeMap<>();

  private ApiList() {}

  static ApiList read() throws IOException {
    ApiList list = new ApiList();
    String owner = "";
    String name = "";
    StringBuilder constants = new StringBuilder();
    try (BufferedReader reader = open()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (line.startsWith("package ")) {
          String[] words = line.split(" ");
          owner = words[1];
          list.versions.put(words[1], words[2]);
        } else if (!line.startsWith(" ")) {
          list.flush(name, constants);
          name = owner + "." + line.replaceAll(".*(class|interface|enum) (\\w+).*", "$2");
          list.lines.add(name + ": " + line);
        } else if (line.strip().matches("[A-Z_ ]+")) {
          constants.append(line.strip()).append(' ');
        } else {
          list.lines.add(name + ": " + line.strip());
        }
      }
    }
    list.flush(name, constants);
    return list;
  }

  /** Enum constants fill several lines; together, in their order, they are one. */
  private void flush(String name, StringBuilder constants) {
    if (!constants.isEmpty()) {
      lines.add(name + ": " + constants.toString().strip());
      constants.setLength(0);
    }
  }

  Set<String> lines() {
    return lines;
  }

  /** Export versions by package. */
  Map<String, String> versions() {
    return versions;
  }

  private static BufferedReader open() {
    return new BufferedReader(
        new InputStreamReader(
            Objects.requireNonNull(ApiList.class.getResourceAsStream("api.txt")),
            StandardCharsets.UTF_8));
  }
}
