package io.omniedge.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured figure, in the form all benchmarks of the project share.
 *
 * @param name what was measured, unique in one run
 * @param value the median
 * @param unit of the value; {@code ratio} where it is one
 * @param wanted what the project asks for, or null where it only wants to know
 * @param better which way is better
 * @param command what measured it
 */
record Figure(
    String name,
    double value,
    String unit,
    @Nullable Double wanted,
    Better better,
    String command) {

  /** Which values are good ones. */
  enum Better {
    HIGHER,
    LOWER
  }

  /** True if the figure is what the project asks for, or nothing was asked for. */
  boolean reached() {
    if (wanted == null) {
      return true;
    }
    return better == Better.HIGHER ? value >= wanted : value <= wanted;
  }
}
