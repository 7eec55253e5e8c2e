/** Overlay addresses: of networks, and of devices in them. */
@NullMarked
package io.omniedge.manager.address;

import org.jspecify.annotations.NullMarked;
