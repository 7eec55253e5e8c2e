@NullMarked
package io.omniedge.pdm;

import org.jspecify.annotations.NullMarked;
