@NullMarked
package io.omniedge.pdm.advisory;

import org.jspecify.annotations.NullMarked;
