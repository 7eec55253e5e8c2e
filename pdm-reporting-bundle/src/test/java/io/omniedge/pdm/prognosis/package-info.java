@NullMarked
package io.omniedge.pdm.prognosis;

import org.jspecify.annotations.NullMarked;
