package io.omniedge.pdm.detect;

/** Bounds of settings. */
final class Require {
  private Require() {}

  /** Refuses what is not within, NaN included, with name, value and reason. */
  static void within(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " " + value + ": it must be from " + least + " to " + most);
    }
  }
}
