package io.omniedge.plugin.host;

import io.omniedge.plugin.pack.SemanticVersion;
import java.time.InstantSource;
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
 */
public record PluginEnvironment(
    SemanticVersion version,
    GatewayServices services,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random) {}
