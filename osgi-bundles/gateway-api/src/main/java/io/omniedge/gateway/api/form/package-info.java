/** Properties of components as forms, files and the network bring them: read, checked, told. */
@NullMarked
@Export
@Version("1.0.0")
package io.omniedge.gateway.api.form;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
