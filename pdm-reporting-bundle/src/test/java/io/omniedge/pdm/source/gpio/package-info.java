@NullMarked
package io.omniedge.pdm.source.gpio;

import org.jspecify.annotations.NullMarked;
