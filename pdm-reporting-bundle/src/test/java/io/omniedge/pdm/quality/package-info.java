/** Sensors that are broken, on machines that are not. */
@NullMarked
package io.omniedge.pdm.quality;

import org.jspecify.annotations.NullMarked;
