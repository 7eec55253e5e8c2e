@NullMarked
package io.omniedge.pdm.desk;

import org.jspecify.annotations.NullMarked;
