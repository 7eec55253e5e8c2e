package io.omniedge.bench;

import java.util.Map;

/** Somebody who computes the figures of a vibration channel, on one thread. */
interface ChannelSide {
  /** For people. */
  String name();

  /** The features of the first block by their names. */
  Map<String, Double> features() throws BenchException;

  /** Processor seconds of a block, the mean of so many in a row. */
  double secondsOfBlock(int blocks) throws BenchException;
}
