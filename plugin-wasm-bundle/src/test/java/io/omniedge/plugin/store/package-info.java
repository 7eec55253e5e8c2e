/** Tests of what is kept on the disk. */
@NullMarked
package io.omniedge.plugin.store;

import org.jspecify.annotations.NullMarked;
