/** What waits to be sent. */
@NullMarked
package io.omniedge.gateway.agent.link;

import org.jspecify.annotations.NullMarked;
