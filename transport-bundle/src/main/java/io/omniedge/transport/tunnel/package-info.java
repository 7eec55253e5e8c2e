/**
 * A running tunnel: the threads, sockets and clocks around {@link
 * io.omniedge.transport.peer.WireGuardDevice}.
 */
@NullMarked
package io.omniedge.transport.tunnel;

import org.jspecify.annotations.NullMarked;
