/** Plugins as components and services of the framework. */
@NullMarked
package io.omniedge.plugin.osgi;

import org.jspecify.annotations.NullMarked;
