/** Tests of the choice of an exit node. */
@NullMarked
package io.omniedge.gateway.agent.exit;

import org.jspecify.annotations.NullMarked;
