/** Services and values that the bundles of the gateway share, and no more than they use. */
@NullMarked
@Export
@Version("1.2.0")
package io.omniedge.gateway.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
