/** Our tunnel against the WireGuard of a Debian kernel, which runs in a QEMU guest. */
@NullMarked
package io.omniedge.itests.kernel;

import org.jspecify.annotations.NullMarked;
