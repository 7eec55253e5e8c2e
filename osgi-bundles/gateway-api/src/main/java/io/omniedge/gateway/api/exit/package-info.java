/** Which way machines behind a gateway take to what is in no network of the mesh. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.exit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
