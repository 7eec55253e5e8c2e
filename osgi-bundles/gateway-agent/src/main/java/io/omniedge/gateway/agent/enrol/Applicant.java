package io.omniedge.gateway.agent.enrol;

import io.omniedge.protocol.net.Prefix;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway says of itself when it enrols.
 *
 * @param wireguardKey its public key
 * @param name the host name it would like
 * @param serial of the hardware, if there is one
 * @param keyGeneration how many starts it has seen
 * @param endpoints where it believes to be reachable
 * @param offeredRoutes networks behind it that it would serve
 * @param ephemeral whether it may be forgotten soon after it went offline
 */
public record Applicant(
    String wireguardKey,
    String name,
    Optional<String> serial,
    long keyGeneration,
    List<String> endpoints,
    List<Prefix> offeredRoutes,
    boolean ephemeral) {
  /** Copies. */
  public Applicant {
    endpoints = List.copyOf(endpoints);
    offeredRoutes = List.copyOf(offeredRoutes);
  }
}
