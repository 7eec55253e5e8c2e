/** Who somebody is, said by others than this gateway's own users. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.access;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
