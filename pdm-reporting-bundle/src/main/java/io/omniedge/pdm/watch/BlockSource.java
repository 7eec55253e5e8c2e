package io.omniedge.pdm.watch;

import java.util.Optional;

/** Where blocks come from. One thread. */
public interface BlockSource {
  /**
   * The next block, if there is one by now.
   *
   * @param nowMillis of the plant's clock
   */
  Optional<Block> next(long nowMillis);

  /** Whether there will be no more. */
  boolean isDone();
}
