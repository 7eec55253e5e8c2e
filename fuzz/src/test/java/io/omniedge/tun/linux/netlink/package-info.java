/** Fuzz targets of the netlink codec. */
@NullMarked
package io.omniedge.tun.linux.netlink;

import org.jspecify.annotations.NullMarked;
