package io.omniedge.pdm.clip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipStoreTest {
  private static final long NOW = 1_780_315_200_123L;

  @TempDir private Path folder = Path.of("");
  private long size;

  @BeforeEach
  void measure(@TempDir Path other) throws IOException {
    size = Files.size(ClipStore.open(other, 1 << 20).keep(clip(0, PriorityClass.P2)).orElseThrow());
  }

  private static Clip clip(int second, PriorityClass priority) {
    return new Clip(
        "hot/1",
        NOW + second * 1_000L,
        priority,
        List.of(Samples.of("a", new long[100], new double[100])),
        Map.of());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void namesAFileByTimeClassAndTrigger() throws IOException {
    ClipStore store = ClipStore.open(folder, 1 << 20);
    store.keep(clip(0, PriorityClass.P2));
    store.keep(clip(0, PriorityClass.P2));
    assertEquals(
        List.of("20260601T120000123Z-P2-hot_1-2.mcap", "20260601T120000123Z-P2-hot_1.mcap"),
        names());
    assertEquals(2 * size, store.bytes());
    assertEquals(
        "rw-------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(store.files().get(0))));
  }

  @Test
  void theOldestOfTheLeastImportantMakesPlace() throws IOException {
    ClipStore store = ClipStore.open(folder, 3 * size);
    store.keep(clip(0, PriorityClass.P1));
    store.keep(clip(1, PriorityClass.P3));
    store.keep(clip(2, PriorityClass.P3));
    store.keep(clip(3, PriorityClass.P2));
    assertEquals(
        List.of(
            "20260601T120000123Z-P1-hot_1.mcap",
            "20260601T120002123Z-P3-hot_1.mcap",
            "20260601T120003123Z-P2-hot_1.mcap"),
        names());
    assertEquals(1, store.evicted());
  }

  @Test
  void nothingImportantMakesPlaceForBulk() throws IOException {
    ClipStore store = ClipStore.open(folder, 2 * size);
    store.keep(clip(0, PriorityClass.P1));
    store.keep(clip(1, PriorityClass.P1));
    assertEquals(Optional.empty(), store.keep(clip(2, PriorityClass.P4)));
    assertEquals(2, names().size());
    assertTrue(store.bytes() <= 2 * size);
  }

  @Test
  void aRestartFindsTheFilesAndDeletesWhatAKillLeft() throws IOException {
    ClipStore.open(folder, 1 << 20).keep(clip(0, PriorityClass.P2));
    Files.writeString(folder.resolve("clip.tmp"), "half of a clip");
    Files.writeString(folder.resolve("notes.txt"), "somebody's");
    ClipStore again = ClipStore.open(folder, size);
    assertEquals(size, again.bytes());
    again.keep(clip(1, PriorityClass.P2));
    assertEquals(List.of("20260601T120001123Z-P2-hot_1.mcap", "notes.txt"), names());
  }
}
