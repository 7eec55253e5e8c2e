@NullMarked
package io.omniedge.pdm.source.pi4j;

import org.jspecify.annotations.NullMarked;
