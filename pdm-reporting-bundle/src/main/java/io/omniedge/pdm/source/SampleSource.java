package io.omniedge.pdm.source;

import java.util.List;

/**
 * A device that measures. One thread opens, reads and closes it; an interrupt of that thread ends
 * whatever it waits for. After an error it is closed, and may be opened again.
 */
public interface SampleSource {
  /**
   * Takes the device and starts it.
   *
   * @return what it gives, in the order of {@link Burst#values}; all at one rate
   * @throws SourceException if it is not there or not as the settings say; then all is as before
   */
  List<SourceChannel> open() throws SourceException, InterruptedException;

  /** Waits for the next samples. */
  Burst read() throws SourceException, InterruptedException;

  /**
   * Stops the device and leaves it as it was found; nothing if it is not open.
   *
   * @throws SourceException if something could not be put back; the rest is
   */
  void close() throws SourceException;
}
