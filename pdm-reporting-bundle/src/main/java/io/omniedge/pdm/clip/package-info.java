/** Samples as MCAP files, and the folder they are kept in. */
@NullMarked
package io.omniedge.pdm.clip;

import org.jspecify.annotations.NullMarked;
