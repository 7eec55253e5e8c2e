/** The standing connection to the manager: MQTT 5 over TLS. */
@NullMarked
package io.omniedge.gateway.agent.link;

import org.jspecify.annotations.NullMarked;
