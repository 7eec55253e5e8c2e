/** Forms and values. */
@NullMarked
package io.omniedge.gateway.agent.osgi;

import org.jspecify.annotations.NullMarked;
