/** A machine that is watched from its samples to its reports. */
@NullMarked
package io.omniedge.pdm.watch;

import org.jspecify.annotations.NullMarked;
