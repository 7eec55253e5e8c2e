package io.omniedge.transport.uapi;

import io.omniedge.transport.config.HostAndPort;
import io.omniedge.tun.Endpoint;
import org.jspecify.annotations.Nullable;

/** Finds the address of a peer: an edge, since it may ask a name server and so take its time. */
@FunctionalInterface
public interface EndpointResolver {
  /** The address, or null if it is not known now: the peer is configured without an endpoint. */
  @Nullable Endpoint resolve(HostAndPort where);
}
