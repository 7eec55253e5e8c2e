@NullMarked
package io.omniedge.pdm.evidence;

import org.jspecify.annotations.NullMarked;
