/**
 * The components of this bundle: thin shells that read properties, check them and hand them to
 * {@link io.omniedge.transport.managed}.
 */
@NullMarked
package io.omniedge.transport.osgi;

import org.jspecify.annotations.NullMarked;
