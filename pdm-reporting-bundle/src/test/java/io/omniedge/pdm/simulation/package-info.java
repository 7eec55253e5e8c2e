/** A machine whose truth is known, for the tests of everything that judges machines. */
@NullMarked
package io.omniedge.pdm.simulation;

import org.jspecify.annotations.NullMarked;
