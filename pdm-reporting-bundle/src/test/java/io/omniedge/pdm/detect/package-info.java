@NullMarked
package io.omniedge.pdm.detect;

import org.jspecify.annotations.NullMarked;
