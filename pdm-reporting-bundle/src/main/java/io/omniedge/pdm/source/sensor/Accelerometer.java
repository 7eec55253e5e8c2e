package io.omniedge.pdm.source.sensor;

import io.omniedge.pdm.source.SourceException;

/** The registers of a chip with three axes and a FIFO. One thread. */
interface Accelerometer {
  /** Checks which chip it is and starts it, with an empty FIFO. */
  void start() throws SourceException;

  /**
   * Asks how many samples of all axes are there; they can be taken.
   *
   * @return their number; −1 if samples were lost and the FIFO was emptied for it
   */
  int waiting() throws SourceException;

  /** Whether the chip lost samples before those that are waiting. */
  boolean hasOverrun();

  /**
   * Takes a sample of all axes, in counts.
   *
   * @return false if there is none after all, for values before it were lost
   */
  boolean take(int[] axes) throws SourceException;

  /** Puts it to sleep. */
  void stop() throws SourceException;

  /** Its counts to g. */
  double gPerCount();
}
