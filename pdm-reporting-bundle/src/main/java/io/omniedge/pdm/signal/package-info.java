/**
 * What is computed from a block of samples: pure functions over arrays, each safe from any thread.
 */
@NullMarked
package io.omniedge.pdm.signal;

import org.jspecify.annotations.NullMarked;
