/** Watches a machine: from blocks of samples to reports. */
@NullMarked
package io.omniedge.pdm.watch;

import org.jspecify.annotations.NullMarked;
