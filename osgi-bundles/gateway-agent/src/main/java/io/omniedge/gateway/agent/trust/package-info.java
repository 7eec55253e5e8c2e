/** Who the manager is: TLS with its own authority, and our certificate by it. */
@NullMarked
package io.omniedge.gateway.agent.trust;

import org.jspecify.annotations.NullMarked;
