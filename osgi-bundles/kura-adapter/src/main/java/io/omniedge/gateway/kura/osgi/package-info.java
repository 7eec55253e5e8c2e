/** The components of this bundle. */
@NullMarked
package io.omniedge.gateway.kura.osgi;

import org.jspecify.annotations.NullMarked;
