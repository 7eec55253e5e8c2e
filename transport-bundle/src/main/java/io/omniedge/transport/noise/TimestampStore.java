package io.omniedge.transport.noise;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one time across restarts: no handshake timestamp given out so far is as great.
 *
 * <p>Called seldom, by the control thread, and may block for the time of one write to disk.
 */
public interface TimestampStore {
  /**
   * The last time that was reserved, or null if there never was one.
   *
   * @throws IOException if it cannot be read, or is not what was written
   */
  @Nullable Tai64n load() throws IOException;

  /**
   * Keeps the time; on return it is safe from a crash and a power failure.
   *
   * @throws IOException if that cannot be promised
   */
  void reserve(Tai64n limit) throws IOException;
}
