/** Recordings in files that anybody may have written: read within bounds, or refused. */
@NullMarked
package io.omniedge.pdm.recording;

import org.jspecify.annotations.NullMarked;
