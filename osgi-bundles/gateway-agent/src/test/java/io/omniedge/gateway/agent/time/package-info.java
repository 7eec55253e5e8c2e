/** The time floor. */
@NullMarked
package io.omniedge.gateway.agent.time;

import org.jspecify.annotations.NullMarked;
