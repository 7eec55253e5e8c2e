package io.omniedge.pdm.source.gpio;

import io.omniedge.pdm.source.SourceException;

/** Edges at a line, with their time. One thread. */
interface LineEvents {
  /**
   * Takes the line.
   *
   * @throws SourceException if it is not there or somebody else has it
   */
  void open() throws SourceException;

  /**
   * Waits for edges, at most as long as that.
   *
   * @return how many bytes of {@link LineEvent} lie in the buffer now; 0 if none came
   */
  int await(int millis) throws SourceException, InterruptedException;

  /** What came. */
  java.nio.ByteBuffer events();

  /** Gives the line back; nothing if it is not open. */
  void close();
}
