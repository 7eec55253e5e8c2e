/** Bearings, severity and definitions, value by value. */
@NullMarked
package io.omniedge.pdm.machine;

import org.jspecify.annotations.NullMarked;
