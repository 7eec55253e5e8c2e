/** Remote configuration: checked, tried, confirmed or undone. */
@NullMarked
package io.omniedge.gateway.agent.configuration;

import org.jspecify.annotations.NullMarked;
