package io.omniedge.pdm.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.clip.Clip;
import io.omniedge.pdm.clip.ClipStore;
import io.omniedge.pdm.clip.McapReader;
import io.omniedge.pdm.evidence.EvidenceCheck;
import io.omniedge.pdm.evidence.EvidenceFolder;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that keeps clips and evidence is killed with SIGKILL; the next one goes on. */
class KillTest {
  private static final int KILLS = 6;
  private static final long SEED = 20260601;

  @TempDir private Path folder = Path.of("");

  /** The process that is killed: a line on standard output for each line of evidence on disk. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws IOException {
      Path folder = Path.of(args[0]);
      ClipStore store = ClipStore.open(folder.resolve("clips"), 400_000);
      EvidenceFolder evidence =
          EvidenceFolder.open(folder.resolve("evidence"), InstantSource.system(), 20_000, 100);
      Samples samples = Samples.of("a", new long[2_000], new double[2_000]);
      for (int i = 0; true; i++) {
        Clip clip = new Clip("k", i * 1_000L, PriorityClass.P3, List.of(samples), Map.of());
        if (store.keep(clip).isEmpty()) {
          throw new IOException("no room, although the others matter no more");
        }
        evidence.append("{\"i\":" + i + "}");
        System.out.println(evidence.sequence());
      }
    }
  }

  /** Runs it until so many lines are on disk, and kills it at any moment after; the last told. */
  private long killAfter(int lines) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(Program.class.getName(), folder.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    long last = 0;
    try (BufferedReader told = process.inputReader(StandardCharsets.UTF_8)) {
      for (int i = 0; i < lines; i++) {
        String line = told.readLine();
        last = Long.parseLong(String.valueOf(line));
      }
      // By its handle: the process itself would close what it told, too.
      assertTrue(process.toHandle().destroyForcibly());
      for (String line = told.readLine(); line != null; line = told.readLine()) {
        // What it told between; of the last line it may have told a part.
        if (line.matches("\\d+") && Long.parseLong(line) == last + 1) {
          last++;
        }
      }
    }
    process.waitFor();
    return last;
  }

  @Test
  void nothingThatWasToldIsLostAndNothingIsHalf() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      long told = killAfter(random.nextInt(5, 60));
      Path clips = folder.resolve("clips");
      ClipStore store = ClipStore.open(clips, 400_000);
      assertTrue(store.bytes() <= 400_000);
      for (Path file : store.files()) {
        assertEquals(2_000, McapReader.read(file).messages().size(), "a whole clip");
      }
      try (Stream<Path> left = Files.list(clips)) {
        assertEquals(store.files().size(), left.count(), "nothing half done is left");
      }
      EvidenceFolder.open(folder.resolve("evidence"), InstantSource.system(), 20_000, 100).close();
      EvidenceCheck.Finding finding = EvidenceCheck.of(List.of(folder.resolve("evidence")));
      assertEquals(Optional.empty(), finding.problem());
      assertTrue(finding.last() >= told, finding.last() + " of " + told);
    }
  }
}
