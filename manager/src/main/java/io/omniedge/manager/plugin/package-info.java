/** Plugins of a tenant: whose are taken, which there are, where they are wanted and how they do. */
@NullMarked
package io.omniedge.manager.plugin;

import org.jspecify.annotations.NullMarked;
