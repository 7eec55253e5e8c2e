/** Commands, done once. */
@NullMarked
package io.omniedge.gateway.agent.command;

import org.jspecify.annotations.NullMarked;
