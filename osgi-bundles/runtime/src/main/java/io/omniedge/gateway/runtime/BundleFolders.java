package io.omniedge.gateway.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bundles of an installation: {@code bundles/1/*.jar} starts before {@code bundles/2/*.jar}.
 */
final class BundleFolders {
  /**
   * A bundle and when it starts.
   *
   * @param startLevel from 1
   */
  record Entry(Path jar, int startLevel) {}

  private BundleFolders() {}

  /**
   * All bundles in the order of their start.
   *
   * @throws IOException naming the folder that is missing, empty or not a number
   */
  static List<Entry> list(Path bundles) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path level : children(bundles)) {
      String name = String.valueOf(level.getFileName());
      if (!name.matches("[1-9]")) {
        throw new IOException(level + " is no start level: 1 to 9");
      }
      for (Path jar : children(level)) {
        if (jar.toString().endsWith(".jar")) {
          entries.add(new Entry(jar, Integer.parseInt(name)));
        }
      }
    }
    if (entries.isEmpty()) {
      throw new IOException("there are no bundles in " + bundles);
    }
    return entries;
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    } catch (IOException e) {
      throw new IOException("cannot read the bundles in " + folder + ": " + e, e);
    }
  }
}
