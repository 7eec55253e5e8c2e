@NullMarked
package io.omniedge.pdm.outlet;

import org.jspecify.annotations.NullMarked;
