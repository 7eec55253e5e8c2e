/** Machines that a health reporter watches. */
@NullMarked
package io.omniedge.pdm.monitor;

import org.jspecify.annotations.NullMarked;
