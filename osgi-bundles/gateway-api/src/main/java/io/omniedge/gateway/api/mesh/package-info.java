/** Tunnels of a mesh: configured by whoever holds the network map, not by an operator's form. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.mesh;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
