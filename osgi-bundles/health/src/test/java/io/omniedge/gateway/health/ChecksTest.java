package io.omniedge.gateway.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.HealthStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check fails when what it looks at is bad. */
class ChecksTest {
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MEGABYTE = 1024 * 1024;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"63,WARN", "64,OK", "8,WARN", "7,CRITICAL", "0,CRITICAL"})
  void diskFailsWhenItIsNearlyFull(long megabytes, HealthStatus status) {
    Verdict verdict = new DiskCheck(folder).verdict(megabytes * MEGABYTE);
    assertEquals(status, verdict.status());
    assertEquals(megabytes + " MB are free in " + folder, verdict.message());
  }

  @Test
  void diskFailsWhenTheDirectoryIsNotThereOrHasNoRoom() {
    assertEquals(HealthStatus.CRITICAL, new DiskCheck(folder.resolve("gone")).look().status());
    assertEquals(HealthStatus.CRITICAL, new DiskCheck(Path.of("/proc")).look().status());
  }

  @ParameterizedTest
  @CsvSource({"85,OK", "86,WARN", "95,WARN", "96,CRITICAL"})
  void memoryFailsWhenACollectionFreesLittle(long percent, HealthStatus status) {
    MemoryCheck check = new MemoryCheck(() -> percent * MEGABYTE, 100 * MEGABYTE);
    assertEquals(status, check.look().status());
    assertEquals(
        percent + " of 100 MB of heap are in use (" + percent + " %)", check.look().message());
  }

  @Test
  void memoryOfThisProcessIsWellAfterACollection() {
    System.gc();
    assertEquals(HealthStatus.OK, MemoryCheck.ofHeap().look().status());
  }

  @Test
  void clockFailsBeforeTheSoftwareWasMade() {
    Verdict unset = new ClockCheck(() -> Instant.EPOCH, BUILT).look();
    assertEquals(HealthStatus.WARN, unset.status());
    assertTrue(unset.message().contains("1970-01-01T00:00:00Z"), unset.message());
    assertEquals(HealthStatus.OK, new ClockCheck(() -> BUILT, BUILT).look().status());
  }

  @Test
  void theWorstVerdictCountsAndAllReasonsAreTold() {
    Verdict worst =
        Verdict.worstOf(
            List.of(Verdict.warn("a"), Verdict.critical("b"), Verdict.ok("c"), Verdict.warn("d")),
            "well");
    assertEquals(Verdict.critical("a; b; d"), worst);
    assertEquals(Verdict.ok("well"), Verdict.worstOf(List.of(Verdict.ok("c")), "well"));
  }
}
