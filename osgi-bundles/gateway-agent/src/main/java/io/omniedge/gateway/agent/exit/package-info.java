/** Which exit node a gateway uses, and what is known where that is decided. */
@NullMarked
package io.omniedge.gateway.agent.exit;

import org.jspecify.annotations.NullMarked;
