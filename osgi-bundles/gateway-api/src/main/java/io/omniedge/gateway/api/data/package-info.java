/** Samples of the plant: where they go, and who says what becomes of them. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.data;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
