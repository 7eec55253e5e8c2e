package io.omniedge.image.root;

import io.omniedge.image.tool.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is not root's or has bits that only root may set. It is told to the maker of the file system
 * instead of to ours, so nobody has to be root to build. One thread.
 */
public final class Ownership {
  private static final int SPECIAL_BITS = 07000;

  private final Map<String, String> entries = new TreeMap<>();

  /** Notes an entry, if there is something to note. */
  void note(String path, int mode, long user, long group) {
    if (user != 0 || group != 0 || (mode & SPECIAL_BITS) != 0) {
      entries.put(path, String.format("m %o %d %d", mode & 07777, user, group));
    }
  }

  /** Forgets what is not there any more. */
  void forget(String path) {
    entries.remove(path);
  }

  /** As mksquashfs reads it [mksquashfs(1), PSEUDO FILE DEFINITIONS]. */
  public void write(Path file) throws IOException {
    Folders.write(
        file,
        entries.entrySet().stream()
            .map(entry -> "\"" + entry.getKey() + "\" " + entry.getValue() + "\n")
            .collect(Collectors.joining()));
  }
}
