/** The configuration of a gateway's components: as the manager wants it, as it is. */
@NullMarked
package io.omniedge.protocol.config;

import org.jspecify.annotations.NullMarked;
