package io.omniedge.manager.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The table of roles in docs/manager-users.md is what the program does, and the only one. */
class RoleTableTest {
  private static List<String> cells(String line) {
    return Arrays.stream(line.split("\\|")).map(String::strip).skip(1).toList();
  }

  @Test
  void tableSaysWhatEachRoleMay() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("../docs/manager-users.md"));
    int head =
        lines.indexOf(
            "| permission | what it lets do | owner | admin | operator | auditor | viewer |");
    Map<String, String> documented = new TreeMap<>();
    for (String line : lines.subList(head + 2, lines.size())) {
      if (!line.startsWith("| `")) {
        break;
      }
      List<String> cells = cells(line);
      documented.put(cells.get(0).replace("`", ""), String.join(" ", cells.subList(2, 7)));
    }
    Map<String, String> real = new TreeMap<>();
    for (Permission permission : Permission.values()) {
      if (permission != Permission.PUBLIC) {
        real.put(
            permission.text(),
            String.join(
                " ",
                Arrays.stream(Role.values())
                    .map(role -> role.allows(permission) ? "yes" : "no")
                    .toList()));
      }
    }
    assertEquals(real, documented);
  }

  @Test
  void thereIsNoOtherTable() throws Exception {
    try (var files = Files.list(Path.of("../docs"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".md")).toList()) {
        boolean has = Files.readString(file).contains("| role | may |");
        assertEquals(false, has, file + " has a table of roles of its own");
      }
    }
  }
}
