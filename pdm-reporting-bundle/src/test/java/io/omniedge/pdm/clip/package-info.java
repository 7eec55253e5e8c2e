@NullMarked
package io.omniedge.pdm.clip;

import org.jspecify.annotations.NullMarked;
