package io.omniedge.transport.link;

import io.omniedge.tun.Offload;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a tunnel needs to know before it has a configuration.
 *
 * @param name of the interface
 * @param dataDirectory where handshake timestamps are kept
 * @param runDirectory where the sockets for {@code wg} and the status are, or null for none
 * @param disabled offloads not to use
 */
public record LinkOptions(
    String name, Path dataDirectory, @Nullable Path runDirectory, Set<Offload> disabled) {
  /** Copies the set. */
  public LinkOptions {
    disabled = Set.copyOf(disabled);
  }
}
