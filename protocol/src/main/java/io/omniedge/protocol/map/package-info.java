/** The network map: all that a gateway may act on, signed by its manager. */
@NullMarked
package io.omniedge.protocol.map;

import org.jspecify.annotations.NullMarked;
