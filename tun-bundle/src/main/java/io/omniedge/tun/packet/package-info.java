/**
 * IP packets as bytes: cutting superpackets of the TUN device into packets, gathering packets into
 * superpackets, and the checksums both need. Nothing here allocates after construction.
 */
@NullMarked
package io.omniedge.tun.packet;

import org.jspecify.annotations.NullMarked;
