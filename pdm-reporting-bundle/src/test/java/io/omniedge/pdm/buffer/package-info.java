@NullMarked
package io.omniedge.pdm.buffer;

import org.jspecify.annotations.NullMarked;
