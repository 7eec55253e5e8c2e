/** Which peer an address belongs to: WireGuard's cryptokey routing. */
@NullMarked
package io.omniedge.transport.routing;

import org.jspecify.annotations.NullMarked;
