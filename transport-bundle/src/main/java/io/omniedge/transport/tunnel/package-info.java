/**
 * The shells around the protocol core: the threads, buffers and sockets of one running tunnel.
 *
 * <pre>
 *   TUN ──► OutboundLoop ──► UDP        segments, seals, batches
 *   UDP ──► InboundLoop  ──► TUN        opens, checks, coalesces
 *               │  handshakes                 ▲ sessions, routes (volatile, copy-on-write)
 *               ▼                             │
 *         HandshakeInbox ──► ControlThread ───┘  handshakes, timers, configuration
 * </pre>
 *
 * <p>Two blocking platform threads carry the data, one per direction; nothing on their way
 * allocates, locks or waits for the third, which decides.
 */
@NullMarked
package io.omniedge.transport.tunnel;

import org.jspecify.annotations.NullMarked;
