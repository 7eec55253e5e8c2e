@NullMarked
package io.omniedge.pdm.saved;

import org.jspecify.annotations.NullMarked;
