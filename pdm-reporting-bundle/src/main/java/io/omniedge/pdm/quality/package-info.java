/** Whether a block of samples is fit for a verdict: gates before any feature. */
@NullMarked
package io.omniedge.pdm.quality;

import org.jspecify.annotations.NullMarked;
