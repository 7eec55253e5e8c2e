/** What the agent keeps on disk: whole or not at all, and readable by nobody else. */
@NullMarked
package io.omniedge.gateway.agent.home;

import org.jspecify.annotations.NullMarked;
