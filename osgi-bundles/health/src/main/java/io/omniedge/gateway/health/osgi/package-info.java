/** The components of this bundle, and the checks of the framework itself. */
@NullMarked
package io.omniedge.gateway.health.osgi;

import org.jspecify.annotations.NullMarked;
