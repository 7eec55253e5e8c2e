package io.omniedge.bench;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run measures.
 *
 * @param quick the key ratios only, in about three minutes
 * @param only the one suite to run, or null for all
 * @param reference what the others are compared with
 * @param sides the implementations under test
 * @param folder for configurations and logs
 */
record Plan(
    boolean quick, @Nullable String only, Implementation reference, List<Side> sides, Path folder) {
  /** Whether this suite is part of the run. */
  boolean wants(String suite) {
    return only == null || only.equals(suite);
  }

  /** Whether no side is ours. */
  boolean againstItself() {
    return sides.stream().noneMatch(side -> side.implementation().readyLine().isPresent());
  }

  /** How often each side takes its turn. */
  int rounds() {
    return 5;
  }

  /** Length of one throughput measurement. */
  int seconds() {
    return quick ? 1 : 3;
  }
}
