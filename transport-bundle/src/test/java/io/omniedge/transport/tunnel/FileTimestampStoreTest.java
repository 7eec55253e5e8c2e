package io.omniedge.transport.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.testkit.ManualClock;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.noise.Tai64n;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTimestampStoreTest {
  private static final Tai64n TIME = Tai64n.of(Instant.parse("2026-11-22T12:00:00.5Z"));

  private static final Tai64n LATER = Tai64n.of(Instant.parse("2026-11-22T12:00:01Z"));

  @TempDir Path directory;

  @Test
  void remembersNothingAtFirst() throws IOException {
    assertNull(new FileTimestampStore(directory.resolve("new/omni0.timestamp")).load());
  }

  @Test
  void givesBackTheLastTimeKept() throws IOException {
    Path file = directory.resolve("new/omni0.timestamp");
    new FileTimestampStore(file).reserve(TIME);
    new FileTimestampStore(file).reserve(LATER);

    assertEquals(LATER, new FileTimestampStore(file).load());
    assertEquals(25, Files.size(file));
  }

  @Test
  void ignoresASecondFileThatAPowerCutLeftBehind() throws IOException {
    Path file = directory.resolve("omni0.timestamp");
    new FileTimestampStore(file).reserve(TIME);
    Files.writeString(directory.resolve("omni0.timestamp.next"), "40000");

    assertEquals(TIME, new FileTimestampStore(file).load());
    new FileTimestampStore(file).reserve(LATER);
    assertEquals(LATER, new FileTimestampStore(file).load());
  }

  @Test
  void refusesAFileThatHoldsSomethingElse() throws IOException {
    Path file = directory.resolve("omni0.timestamp");
    Files.writeString(file, "40000000\n");
    IOException tooShort =
        assertThrows(IOException.class, () -> new FileTimestampStore(file).load());
    assertTrue(String.valueOf(tooShort.getMessage()).contains("8 characters"));

    Files.writeString(file, "400000006abcdefg11223344\n");
    assertThrows(IOException.class, () -> new FileTimestampStore(file).load());
  }

  @Test
  void theFirstTimestampAfterARebootIsGreaterAlsoWithTheClockAt1970() {
    Path file = directory.resolve("omni0.timestamp");
    ManualClock clock = new ManualClock(Instant.parse("2026-11-22T12:00:00Z"));
    Tai64n before = new HandshakeTimestamps(clock::wallTime, new FileTimestampStore(file)).next();

    clock.setWallTime(Instant.EPOCH);
    Tai64n after = new HandshakeTimestamps(clock::wallTime, new FileTimestampStore(file)).next();

    assertTrue(after.compareTo(before) > 0);
  }

  @Test
  void saysWhichFileCannotBeWritten() throws IOException {
    Path occupied = Files.writeString(directory.resolve("file"), "");
    FileTimestampStore store = new FileTimestampStore(occupied.resolve("omni0.timestamp"));

    IOException refusal = assertThrows(IOException.class, () -> store.reserve(TIME));
    assertTrue(String.valueOf(refusal.getMessage()).contains(occupied.toString()));
  }
}
