package io.omniedge.pdm.baseline;

import java.util.OptionalDouble;

/** A feature's value beside its baseline. */
public sealed interface Comparison {
  /**
   * The baseline is still learnt.
   *
   * @param blocks so far
   * @param blocksNeeded at the least
   * @param millisNeeded that the blocks must yet span; 0 while a part of the day is still missing
   */
  record Learning(int blocks, int blocksNeeded, long millisNeeded) implements Comparison {}

  /**
   * Compared.
   *
   * @param reference what is ordinary
   * @param spreads above it
   * @param changePercent against its center; none where that is as good as zero
   */
  record Compared(Reference reference, double spreads, OptionalDouble changePercent)
      implements Comparison {}

  /**
   * There is none and will be none.
   *
   * @param reason for people
   */
  record NotKept(String reason) implements Comparison {}
}
