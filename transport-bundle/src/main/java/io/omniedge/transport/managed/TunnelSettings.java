package io.omniedge.transport.managed;

import io.omniedge.tun.Offload;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one tunnel without its peers, as the operator gave it. Immutable.
 *
 * @param enabled false takes the interface away and keeps the configuration
 * @param interfaceName as {@code ip link} is to show it
 * @param aead provider of encryption, or null for the fastest
 * @param disabled offloads not to use
 * @param keyImport a file to take the private key from, or null
 * @param takesDefault whether everything that others send through this machine goes into the
 *     tunnel, even if no peer takes it
 * @param values of the {@code [Interface]} section, by the names of wg-quick
 */
public record TunnelSettings(
    boolean enabled,
    String interfaceName,
    @Nullable String aead,
    Set<Offload> disabled,
    java.nio.file.@Nullable Path keyImport,
    boolean takesDefault,
    Map<String, String> values) {
  /** Copies the collections. */
  public TunnelSettings {
    disabled = Set.copyOf(disabled);
    values = Map.copyOf(values);
  }

  /**
   * Whether the other one needs another interface, not only another configuration of it. Offloads
   * do not: they hold for what is set up afterwards, and no session is lost for their sake.
   */
  boolean needsAnotherLink(TunnelSettings other) {
    return !interfaceName.equals(other.interfaceName)
        || !java.util.Objects.equals(aead, other.aead);
  }
}
