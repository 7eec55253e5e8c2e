/** Names of the network, answered on the gateway. */
@NullMarked
package io.omniedge.gateway.agent.names;

import org.jspecify.annotations.NullMarked;
