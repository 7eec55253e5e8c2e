/** What may leave the gateway. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.compliance;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
