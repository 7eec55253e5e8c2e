/** When somebody is asked what becomes of samples, and what is done then. */
@NullMarked
package io.omniedge.pdm.trigger;

import org.jspecify.annotations.NullMarked;
