/**
 * The decisions of one WireGuard interface: its peers, their handshakes and sessions, and the way
 * of a packet through {@code Sealer} and {@code Opener}. No sockets, threads or clocks.
 */
@NullMarked
package io.omniedge.transport.peer;

import org.jspecify.annotations.NullMarked;
