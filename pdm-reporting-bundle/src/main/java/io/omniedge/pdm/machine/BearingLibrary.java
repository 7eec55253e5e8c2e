package io.omniedge.pdm.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bearings by name, each with the source of its numbers. Only what somebody published: the inner
 * dimensions of a bearing differ from maker to maker, and a wrong tone is worse than none.
 */
public final class BearingLibrary {
  private static final SortedMap<String, Entry> ENTRIES = load();

  /**
   * A bearing.
   *
   * @param name with its maker
   * @param source where its numbers were published
   */
  public record Entry(String name, BearingTones tones, String source) {}

  private BearingLibrary() {}

  /** The bearing of that name, in upper or lower case. */
  public static Optional<Entry> find(String name) {
    return Optional.ofNullable(ENTRIES.get(name.strip()));
  }

  /** All, by their names. */
  public static Collection<Entry> entries() {
    return ENTRIES.values();
  }

  private static SortedMap<String, Entry> load() {
    TreeMap<String, Entry> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    read(entries, "bearing-geometry.csv", BearingLibrary::geometry);
    read(entries, "bearing-factors.csv", BearingLibrary::factors);
    return Collections.unmodifiableSortedMap(entries);
  }

  private interface Columns {
    BearingTones read(String[] columns);
  }

  private static BearingTones geometry(String[] columns) {
    return new BearingGeometry(
            Integer.parseInt(columns[1]),
            Double.parseDouble(columns[2]),
            Double.parseDouble(columns[3]),
            Double.parseDouble(columns[4]))
        .tones();
  }

  private static BearingTones factors(String[] columns) {
    return new BearingTones(
        Integer.parseInt(columns[1]),
        Double.parseDouble(columns[2]),
        Double.parseDouble(columns[3]),
        Double.parseDouble(columns[4]),
        Double.parseDouble(columns[5]));
  }

  private static void read(Map<String, Entry> entries, String file, Columns tones) {
    try (InputStream stream = BearingLibrary.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException(file + " is not in the bundle");
      }
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String[] columns = line.split(";", -1);
        String name = columns[0];
        Entry entry = new Entry(name, tones.read(columns), columns[columns.length - 1]);
        if (entries.put(name, entry) != null) {
          throw new IllegalStateException(file + " has " + name + " twice");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
