/** Who is taken for the manager. */
@NullMarked
package io.omniedge.gateway.agent.trust;

import org.jspecify.annotations.NullMarked;
