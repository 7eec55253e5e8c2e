/**
 * Whether a value, or a vector of values, is out of the ordinary [ISO 13374-2, state detection].
 */
@NullMarked
package io.omniedge.pdm.detect;

import org.jspecify.annotations.NullMarked;
