/** TUN and TAP devices as the rest of the gateway sees them. */
@NullMarked
package io.omniedge.tun;

import org.jspecify.annotations.NullMarked;
