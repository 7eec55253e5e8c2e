/** Wishes tried, killed and undone. */
@NullMarked
package io.omniedge.gateway.agent.configuration;

import org.jspecify.annotations.NullMarked;
