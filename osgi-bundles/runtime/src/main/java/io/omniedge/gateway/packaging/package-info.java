/** Makes the packages in which the bundles are installed; runs in the build only. */
@NullMarked
package io.omniedge.gateway.packaging;

import org.jspecify.annotations.NullMarked;
