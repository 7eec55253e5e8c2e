/**
 * A tunnel at its network interface: device, addresses and routes set up, followed and cleaned up
 * as one. The command-line daemon and the OSGi component both stand on it.
 */
@NullMarked
package io.omniedge.transport.link;

import org.jspecify.annotations.NullMarked;
