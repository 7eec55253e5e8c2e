/**
 * Noise_IKpsk2 as WireGuard uses it [WG 5.4]: the four messages, the handshake as values, cookies
 * and timestamps. Bytes in, bytes out; no sockets, threads or clocks.
 */
@NullMarked
package io.omniedge.transport.noise;

import org.jspecify.annotations.NullMarked;
