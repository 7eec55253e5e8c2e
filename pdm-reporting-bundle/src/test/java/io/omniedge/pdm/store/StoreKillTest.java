package io.omniedge.pdm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seven days without a connection, and then with one; the process is killed with SIGKILL at random
 * times of both. The days are {@link OfflineDays}; the reader of its lines is the receiver, who
 * remembers what it got over all kills.
 */
class StoreKillTest {
  private static final int KILLS_OFFLINE = 7;
  private static final int KILLS_ONLINE = 7;
  private static final long SEED = 20260607;

  @TempDir private Path folder = Path.of("");

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final TreeSet<Integer> promised = new TreeSet<>();
  private final Map<String, Integer> received = new HashMap<>();
  private final Map<Integer, String> stamps = new HashMap<>();
  private int lastStep;
  private final TreeSet<Integer> told = new TreeSet<>();
  private int again;
  private long writtenBytes;
  private long syncs;
  private boolean isDone;

  /** Runs it, kills it after about so many lines of the kind, or lets it end. */
  private void run(String mode, int killAfterLines) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx48m", "-cp"));
    command.add(System.getProperty("java.class.path"));
    int last = told.isEmpty() ? 0 : told.last();
    command.addAll(
        List.of(OfflineDays.class.getName(), folder.toString(), mode, "" + lastStep, "" + last));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    long lineBytes = 0;
    long lineSyncs = 0;
    int count = 0;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.endsWith(".")) {
          break; // killed within it
        }
        String[] words = line.substring(0, line.length() - 1).split(" ", -1);
        switch (words[0]) {
          case "appended" -> told.add(Integer.parseInt(words[1]));
          case "safe" -> {
            told.add(Integer.parseInt(words[1]));
            promised.add(Integer.parseInt(words[1]));
          }
          case "step" -> {
            lastStep = Integer.parseInt(words[1]);
            promised.addAll(told.tailSet(Integer.parseInt(words[2])));
            lineBytes = Long.parseLong(words[3]);
            lineSyncs = Long.parseLong(words[4]);
          }
          case "received" -> receive(Integer.parseInt(words[1]), words[2] + " " + words[3]);
          case "done" -> isDone = true;
          default -> throw new AssertionError(line);
        }
        if (++count == killAfterLines) {
          // By its handle: the process itself would close what it told, too.
          assertTrue(process.toHandle().destroyForcibly());
        }
      }
    }
    int status = process.waitFor();
    assertTrue(count >= killAfterLines || status == 0, mode + " ended with " + status);
    writtenBytes += lineBytes;
    syncs += lineSyncs;
  }

  private void receive(int number, String stamp) {
    @Nullable Integer other = received.put(stamp, number);
    assertTrue(other == null || other == number, "another message had " + stamp);
    @Nullable String before = stamps.put(number, stamp);
    assertTrue(before == null || before.equals(stamp), number + " came again as if it were new");
    again += before == null ? 0 : 1;
  }

  @Test
  void aWeekOfKillsLosesNothingAndSendsNothingAsNewTwice() throws Exception {
    int linesADay = OfflineDays.LINES_A_DAY;
    for (int kill = 0; kill < KILLS_OFFLINE; kill++) {
      run("offline", linesADay / 2 + random.nextInt(linesADay));
    }
    while (!isDone) {
      run("offline", Integer.MAX_VALUE);
    }
    assertEquals(OfflineDays.STEPS, lastStep, "seven days");
    double days = 7;
    System.out.printf(
        Locale.ROOT,
        "a day offline: %d messages, %.1f MB written to flash with %.0f syncs; %.1f MB on disk%n",
        told.size() / 7,
        writtenBytes / days / 1e6,
        syncs / days,
        folderBytes() / 1e6);

    isDone = false;
    for (int kill = 0; kill < KILLS_ONLINE; kill++) {
      run("online", 1 + random.nextInt(told.size() / KILLS_ONLINE));
    }
    while (!isDone) {
      run("online", Integer.MAX_VALUE);
    }
    promised.removeAll(stamps.keySet());
    assertEquals(new TreeSet<Integer>(), promised, "lost, although it was on the disk");
    told.removeAll(stamps.keySet());
    int lost = told.size();
    System.out.printf(
        Locale.ROOT,
        "%d of %d messages received, %d of them again after a kill; %d were not on the disk yet;"
            + " seed %d%n",
        stamps.size(),
        stamps.size() + lost,
        again,
        lost,
        SEED);
    assertTrue(lost <= KILLS_OFFLINE * OfflineDays.MOST_A_STEP, lost + " more than a step each");
    assertTrue(
        again <= KILLS_ONLINE * (2 * OfflineDays.UNCONFIRMED + 5),
        again + " more than were under way");
    assertTrue(folderBytes() < 4_000_000, "the newest file of each class: " + folderBytes());
  }

  private long folderBytes() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
