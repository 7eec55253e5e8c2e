/** The newest samples of each source, in memory. */
@NullMarked
package io.omniedge.pdm.buffer;

import org.jspecify.annotations.NullMarked;
