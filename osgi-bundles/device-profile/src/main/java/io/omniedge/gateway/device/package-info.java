/** What a board is: data that the image builder and the gateway on the board read alike. */
@NullMarked
package io.omniedge.gateway.device;

import org.jspecify.annotations.NullMarked;
