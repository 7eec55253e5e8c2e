/** Verdicts on public recordings and on machines whose truth is known. */
@NullMarked
package io.omniedge.pdm.diagnosis;

import org.jspecify.annotations.NullMarked;
