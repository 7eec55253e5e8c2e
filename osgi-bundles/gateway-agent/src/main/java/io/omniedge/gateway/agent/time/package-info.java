/** What time it is at least, whatever the clock says. */
@NullMarked
package io.omniedge.gateway.agent.time;

import org.jspecify.annotations.NullMarked;
