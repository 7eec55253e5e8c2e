/** Reports on their way to the manager. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.report;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
