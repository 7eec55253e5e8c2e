/** The component: a thin shell that reads properties and hands them to the agent. */
@NullMarked
package io.omniedge.gateway.agent.osgi;

import org.jspecify.annotations.NullMarked;
