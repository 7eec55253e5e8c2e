/** How a gateway becomes a member and stays one: HTTPS to its manager. */
@NullMarked
package io.omniedge.gateway.agent.enrol;

import org.jspecify.annotations.NullMarked;
