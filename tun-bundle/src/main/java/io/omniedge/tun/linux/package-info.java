/** TUN and TAP devices and UDP sockets of Linux. */
@NullMarked
package io.omniedge.tun.linux;

import org.jspecify.annotations.NullMarked;
