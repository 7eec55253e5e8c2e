package io.omniedge.plugin.host;

import io.omniedge.plugin.pack.TrustedKey;
import java.util.List;

/**
 * Whose plugins are taken. Immutable.
 *
 * @param keys of those who may sign them
 * @param takesUnsigned whether those without a signature are taken: for development only
 */
public record Trust(List<TrustedKey> keys, boolean takesUnsigned) {
  /** Nobody's. */
  public static final Trust NOBODY = new Trust(List.of(), false);

  /** Copies. */
  public Trust {
    keys = List.copyOf(keys);
  }
}
