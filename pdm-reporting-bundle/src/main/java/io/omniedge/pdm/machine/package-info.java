/**
 * The machine that is watched, as data: where its sensors are, its bearings, its limits. All values
 * never change and are safe from any thread.
 */
@NullMarked
package io.omniedge.pdm.machine;

import org.jspecify.annotations.NullMarked;
