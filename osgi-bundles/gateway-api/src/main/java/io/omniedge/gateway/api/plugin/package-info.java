/** What plugins run on this gateway, and where their packages come from. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.plugin;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
