@NullMarked
package io.omniedge.pdm.intake;

import org.jspecify.annotations.NullMarked;
