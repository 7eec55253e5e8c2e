/** Accelerometers at a bus, register by register from their data sheets. */
@NullMarked
package io.omniedge.pdm.source.sensor;

import org.jspecify.annotations.NullMarked;
