/** A log of decisions in which no line can be changed unseen. */
@NullMarked
package io.omniedge.pdm.evidence;

import org.jspecify.annotations.NullMarked;
