package io.omniedge.plugin.host;

import io.omniedge.plugin.http.HttpRefusal;
import io.omniedge.plugin.pack.SemanticVersion;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What is around plugins.
 *
 * @param version of this gateway
 * @param services that it offers
 * @param clock for those that may know the time
 * @param nanos of a clock that never goes back
 * @param random for those that may have some; thread-safe
 * @param http sends requests for those that may
 */
public record PluginEnvironment(
    SemanticVersion version,
    GatewayServices services,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random,
    Sender http) {
  /** Sends requests, and waits for their answers. */
  @FunctionalInterface
  public interface Sender {
    /**
     * Sends one.
     *
     * @param request a document [docs/plugins.md]
     * @param hosts that are reached
     * @param reachesPrivate whether addresses that are not of the internet are reached
     * @return the answer, a document
     * @throws HttpRefusal if there is none
     */
    byte[] send(byte[] request, Set<String> hosts, boolean reachesPrivate) throws HttpRefusal;
  }

  /** Sends nothing. */
  public static final Sender OFFLINE =
      (request, hosts, reachesPrivate) -> {
        throw HttpRefusal.offline();
      };
}
