/** Tests of packages. */
@NullMarked
package io.omniedge.plugin.pack;

import org.jspecify.annotations.NullMarked;
