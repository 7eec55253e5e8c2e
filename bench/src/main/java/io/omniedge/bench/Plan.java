package io.omniedge.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What one run measures.
 *
 * @param quick the key ratios only, in about three minutes
 * @param reference what the others are compared with
 * @param sides the implementations under test
 * @param folder for configurations and logs
 */
record Plan(boolean quick, Implementation reference, List<Side> sides, Path folder) {
  /** How often each side takes its turn. */
  int rounds() {
    return 5;
  }

  /** Length of one throughput measurement. */
  int seconds() {
    return quick ? 1 : 3;
  }
}
