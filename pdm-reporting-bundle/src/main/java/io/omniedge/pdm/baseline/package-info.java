/** What is ordinary for a machine, learnt in each of its operating states. */
@NullMarked
package io.omniedge.pdm.baseline;

import org.jspecify.annotations.NullMarked;
