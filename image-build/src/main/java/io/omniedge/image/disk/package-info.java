/** Partitions, file systems and hash trees as files. */
@NullMarked
package io.omniedge.image.disk;

import org.jspecify.annotations.NullMarked;
