/** The signed network map: verified, kept, and turned into a tunnel. */
@NullMarked
package io.omniedge.gateway.agent.map;

import org.jspecify.annotations.NullMarked;
