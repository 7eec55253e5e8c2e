/** The components of this bundle. */
@NullMarked
package io.omniedge.gateway.monitoring.osgi;

import org.jspecify.annotations.NullMarked;
