/** Maps, right and wrong. */
@NullMarked
package io.omniedge.gateway.agent.map;

import org.jspecify.annotations.NullMarked;
