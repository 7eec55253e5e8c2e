package io.omniedge.gateway.api.plugin;

import java.util.List;
import java.util.Map;

/**
 * A plugin at one moment. Immutable, without secrets.
 *
 * @param id from its manifest
 * @param version that is at work, or would be
 * @param type as manifests have it: {@code event-hooks}
 * @param sha256 of the package, in hexadecimal; empty if it was refused before it was read
 * @param state {@code active}, {@code disabled}, {@code failed} or {@code quarantined}
 * @param problems what is wrong, one sentence each
 * @param signedBy name of the trusted key; empty if it is not signed
 * @param counters by their names, such as {@code calls.ok}, {@code traps.fuel}, {@code generation}
 * @param measurements that the plugin made, by its own names
 */
public record PluginSnapshot(
    String id,
    String version,
    String type,
    String sha256,
    String state,
    List<String> problems,
    String signedBy,
    Map<String, Long> counters,
    Map<String, Double> measurements) {
  /** Copies the collections. */
  public PluginSnapshot {
    problems = List.copyOf(problems);
    counters = Map.copyOf(counters);
    measurements = Map.copyOf(measurements);
  }
}
