/** What tunnels ask about flows, once for each: whether they may be, and how urgent they are. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.flow;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
