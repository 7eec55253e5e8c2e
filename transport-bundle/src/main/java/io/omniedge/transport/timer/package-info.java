/** The five timers of a peer [WG 6]: armed by events, run by the control thread. */
@NullMarked
package io.omniedge.transport.timer;

import org.jspecify.annotations.NullMarked;
