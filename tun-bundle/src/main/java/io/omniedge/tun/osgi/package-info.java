/** The component of this bundle. */
@NullMarked
package io.omniedge.tun.osgi;

import org.jspecify.annotations.NullMarked;
