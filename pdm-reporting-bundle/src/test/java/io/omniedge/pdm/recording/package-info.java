/** Files of every kind, whole and broken. */
@NullMarked
package io.omniedge.pdm.recording;

import org.jspecify.annotations.NullMarked;
