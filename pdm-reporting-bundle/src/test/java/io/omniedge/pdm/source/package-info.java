@NullMarked
package io.omniedge.pdm.source;

import org.jspecify.annotations.NullMarked;
