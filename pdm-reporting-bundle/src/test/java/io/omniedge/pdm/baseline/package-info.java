@NullMarked
package io.omniedge.pdm.baseline;

import org.jspecify.annotations.NullMarked;
