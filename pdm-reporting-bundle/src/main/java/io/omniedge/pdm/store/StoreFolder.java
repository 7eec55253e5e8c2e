package io.omniedge.pdm.store;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts a folder in order after a start: what a power cut left half done goes, the rest is read. */
final class StoreFolder {
  private static final Comparator<SegmentName> ORDER =
      Comparator.comparing(SegmentName::priority)
          .thenComparingLong(SegmentName::number)
          .thenComparingLong(SegmentName::salt);
  private static final Logger LOG = System.getLogger(StoreFolder.class.getName());

  private StoreFolder() {}

  /** The segments, of each class from the oldest to the newest. */
  static List<SegmentScan> read(StoreFiles files, SegmentScan.Born born) throws IOException {
    Set<String> names = new HashSet<>(files.names());
    Map<SegmentName, SegmentName> newest = new TreeMap<>(ORDER);
    for (String file : names) {
      SegmentName.parse(file)
          .ifPresent(
              name -> newest.merge(name, name, (a, b) -> a.generation() > b.generation() ? a : b));
    }
    tidy(files, names, newest);
    List<SegmentScan> scans = new ArrayList<>();
    for (SegmentName name : newest.values()) {
      try {
        boolean hasNotes = names.contains(name.acknowledgements());
        scans.add(SegmentScan.of(files, name, hasNotes, Accounts.RESTORED, born));
      } catch (IOException e) {
        LOG.log(Level.ERROR, "{0} cannot be read, and stays as it is: {1}", name.records(), e);
      }
    }
    return scans;
  }

  private static void tidy(
      StoreFiles files, Set<String> names, Map<SegmentName, SegmentName> newest) {
    Set<String> needed = new HashSet<>();
    for (SegmentName name : newest.values()) {
      needed.add(name.records());
      needed.add(name.acknowledgements());
    }
    for (String file : names) {
      boolean isOurs = file.matches("P[0-4]-.*\\.(log|ack|tmp)");
      if (isOurs && !needed.contains(file)) {
        try {
          files.delete(file);
        } catch (IOException e) {
          LOG.log(Level.WARNING, "{0} cannot be deleted: {1}", file, e);
        }
      }
    }
  }
}
